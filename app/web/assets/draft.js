// Keeps every answer as a draft within a second, valid or not, and shows the questions that an answer brings up.
// The server draws them; this only puts the changed parts in place, around whatever is being typed.

const WAIT = 400; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until a save that failed is tried again

/** @param {HTMLFormElement} form with data-draft, the address that keeps drafts */
export function keepDraft(form) {
  const questions = form.querySelector('[data-questions]');
  const status = document.getElementById('draft-saved');
  const others = document.getElementById('draft-others');
  const changed = new Set();
  let timer = 0;
  let saving = null;

  form.addEventListener('input', (event) => {
    const part = event.target.closest('[data-field]');
    if (!part) return;
    changed.add(part.dataset.field);
    later(WAIT);
  });

  // A form is sent only after its draft: the versions it carries must be the newest.
  form.addEventListener('submit', (event) => {
    if (!changed.size && !saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    save().finally(() => {
      changed.clear();
      clearTimeout(timer);
      form.requestSubmit(button);
    });
  });

  window.addEventListener('pagehide', () => {
    if (changed.size) post([...changed], true);
  });

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function post(fields, keepalive = false) {
    const asked = fields.map((field) => questions.querySelector(`[data-field="${field}"]`)).filter(Boolean);
    const changes = Object.fromEntries(asked.map((part) => [part.dataset.field, [value(part), version(part)]]));
    const live = asked.some((part) => part.matches('[data-live]') || part.querySelector('[data-live]'));
    return fetch(form.dataset.draft, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': form.elements.namedItem('csrf_token').value },
      body: JSON.stringify({ changes, live }),
      keepalive,
    });
  }

  const version = (part) => Number(form.elements.namedItem(`version.${part.dataset.field}`).value);

  async function save() {
    clearTimeout(timer);
    while (saving) await saving;
    if (!changed.size) return;
    const fields = [...changed];
    changed.clear();
    saving = send(fields);
    await saving;
  }

  async function send(fields) {
    try {
      const reply = await post(fields);
      if (reply.status === 401) return say('You have been signed out. Send this page: you will be asked to sign in, and what you wrote is kept.', true);
      const said = await reply.json();
      if (!reply.ok && !said.questions) throw new Error(said.said);
      if (said.questions) merge(questions, new DOMParser().parseFromString(said.questions, 'text/html').body, new Set([...changed, ...fields]));
      for (const [field, number] of Object.entries(said.versions)) {
        const shown = form.elements.namedItem(`version.${field}`);
        if (shown) shown.value = number;
      }
      say(said.said, !reply.ok);
      others.textContent = said.others;
    } catch {
      for (const field of fields) changed.add(field);
      say('Not saved yet. Trying again.', true);
      later(AGAIN);
    } finally {
      saving = null;
    }
  }

  function say(words, problem) {
    status.classList.toggle('gf-saved--problem', problem);
    if (status.textContent !== words) status.textContent = words;
  }
}

/** What a question holds, as a posted form would say it. */
function value(part) {
  const inputs = [...part.querySelectorAll('input:not([type=hidden]), textarea, select')];
  switch (part.dataset.kind) {
    case 'rows':
      return [...part.querySelectorAll('[data-row]')].map((row) =>
        Object.fromEntries([...row.querySelectorAll('[data-column]')].filter((one) => one.dataset.kind !== 'group' && one.querySelector('[name]')).map((one) => [one.dataset.column, value(one)])),
      );
    case 'choices':
      return inputs.filter((input) => input.checked).map((input) => input.value);
    case 'radio':
      return inputs.find((input) => input.checked)?.value ?? '';
    case 'check':
      return inputs[0].checked ? 'true' : '';
    default:
      return inputs[0]?.value ?? '';
  }
}

/** Make `here` hold the questions of `drawn`, touching only those that came, went or read differently now. */
function merge(here, drawn, typed) {
  const old = new Map(parts(here).map((part) => [part.dataset.part, part]));
  let before = null;
  for (const part of parts(drawn)) {
    const known = old.get(part.dataset.part);
    old.delete(part.dataset.part);
    if (known) {
      before = renew(known, part, typed);
    } else {
      const come = document.importNode(part, true);
      if (before) before.after(come);
      else here.prepend(come);
      before = come;
    }
  }
  for (const gone of old.values()) gone.remove();
}

function renew(known, part, typed) {
  if (plain(known) === plain(part)) return known;
  const [inner, drawn] = [known, part].map((one) => one.querySelector(':scope > fieldset > [data-parts]'));
  if (inner && drawn) {
    merge(inner, drawn, typed);
    return known;
  }
  return swap(known, document.importNode(part, true), typed.has(known.dataset.field));
}

const parts = (place) => [...place.children].filter((child) => child.dataset.part);

/** A question's markup without what was answered. */
function plain(part) {
  const copy = part.cloneNode(true);
  for (const each of copy.querySelectorAll('input, textarea, option')) {
    const chosen = /^(checkbox|radio)$/.test(each.type) || each.tagName === 'OPTION';
    for (const name of chosen ? ['checked', 'selected'] : ['value']) each.removeAttribute(name);
    if (each.tagName === 'TEXTAREA') each.textContent = '';
  }
  return copy.outerHTML.replace(/\s+/g, ' ');
}

/** Put a question's new markup in its place and keep the caret; what is being typed wins over what was saved. */
function swap(known, come, keep) {
  const focus = known.contains(document.activeElement) ? document.activeElement : null;
  const caret = focus && 'selectionStart' in focus ? [focus.selectionStart, focus.selectionEnd] : [null];
  const values = keep ? [...known.querySelectorAll('input, textarea, select')].map((each) => [each.id, each.value, each.checked]) : [];
  known.replaceWith(come);
  for (const [id, text, checked] of values) {
    const each = id && document.getElementById(id);
    if (!each) continue;
    if (/^(checkbox|radio)$/.test(each.type)) each.checked = checked;
    else each.value = text;
  }
  const again = focus?.id && document.getElementById(focus.id);
  if (again) {
    again.focus({ preventScroll: true });
    if (caret[0] !== null) again.setSelectionRange(...caret);
  }
  return come;
}
