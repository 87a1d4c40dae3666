// The questions of a form as they stand in the page: what they hold, and putting newly drawn ones in their place.
import { findInLongLists } from './find.js';

/** What a question holds, as a posted form would say it. */
export function value(part) {
  const inputs = [...part.querySelectorAll('input:not([type=hidden], [type=search]), textarea, select')];
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
export function merge(here, drawn, typed) {
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
  for (const each of copy.querySelectorAll('.gf-find')) each.remove();
  for (const each of copy.querySelectorAll('.ds_checkbox[hidden]')) each.hidden = false;
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
  findInLongLists(come.parentElement);
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

/** For forms without a draft: draw the questions anew when an answer changes that others depend on. */
export function followAnswers(form) {
  const questions = form.querySelector('[data-questions]');
  form.addEventListener('change', async (event) => {
    const part = event.target.closest('[data-field]');
    if (!part?.matches('[data-live]')) return;
    const sent = new FormData(form);
    sent.set('act', 'show');
    const reply = await fetch(form.action, { method: 'POST', body: sent });
    if (!reply.ok) return; // the questions come when the form is sent
    const drawn = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('[data-questions]');
    if (drawn) merge(questions, drawn, new Set([part.dataset.field]));
  });
}
