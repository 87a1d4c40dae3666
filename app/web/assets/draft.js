// Keeps every answer as a draft within a second, valid or not, and shows the questions that an answer brings up.
// The server draws them; this only puts the changed parts in place (questions.js), around whatever is being typed.
import { merge, value } from './questions.js';

const WAIT = 400; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until a save that failed is tried again
const LEFT = 'girfec.left'; // what was on its way when a page was left: the task, and the versions it will make; no words
const LOOKS = 5; // how often a page that was opened before those arrived is opened anew

/** @param {HTMLFormElement} form with data-draft, the address that keeps drafts */
export function keepDraft(form) {
  const questions = form.querySelector('[data-questions]');
  const status = document.getElementById('draft-saved');
  const others = document.getElementById('draft-others');
  const changed = new Set();
  let timer = 0;
  let saving = null;
  let sending = [];
  let leaving = false;

  form.addEventListener('input', (event) => {
    const part = event.target.closest('[data-field]');
    if (!part) return;
    changed.add(part.dataset.field);
    form.dataset.unsaved = '';
    later(WAIT);
  });

  // A form is sent only after its draft: the versions it carries must be the newest.
  form.addEventListener('submit', (event) => {
    if (!changed.size && !saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (leaving) return; // pressed again while the draft is being kept
    leaving = true;
    const { name, value: act } = event.submitter ?? {};
    save().finally(() => {
      changed.clear();
      clearTimeout(timer);
      leaving = false;
      // What the answer brought up may have put a new button in the place of the one that was pressed.
      form.requestSubmit([...form.elements].find((each) => each.type === 'submit' && each.name === name && each.value === act));
    });
  });

  window.addEventListener('focus', () => changed.size && later(WAIT)); // signed in again in another window, perhaps
  window.addEventListener('pagehide', () => {
    if (!changed.size) return;
    const due = Object.fromEntries([...changed].map((field) => [field, version(field) + 1]));
    sessionStorage.setItem(LEFT, JSON.stringify({ task: form.dataset.draft, due, looks: 0 }));
    post([...changed], true);
  });
  catchUp();

  // Whoever comes back at once may be faster than the words sent when leaving: the page is opened anew until it has them.
  function catchUp() {
    const left = JSON.parse(sessionStorage.getItem(LEFT) ?? '{}');
    if (left.task !== form.dataset.draft) return;
    const behind = Object.entries(left.due).some(([field, number]) => version(field) < number);
    if (!behind || left.looks === LOOKS) return sessionStorage.removeItem(LEFT);
    setTimeout(() => {
      if (changed.size || saving) return; // what is typed here is kept beside it, as anybody else's would be
      sessionStorage.setItem(LEFT, JSON.stringify({ ...left, looks: left.looks + 1 }));
      location.reload();
    }, 200 * (left.looks + 1));
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function post(fields, keepalive = false) {
    const asked = fields.map((field) => questions.querySelector(`[data-field="${field}"]`)).filter(Boolean);
    const changes = Object.fromEntries(asked.map((part) => [part.dataset.field, [value(part), version(part.dataset.field)]]));
    const live = asked.some((part) => part.matches('[data-live]') || part.querySelector('[data-live]'));
    return fetch(form.dataset.draft, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': form.elements.namedItem('csrf_token').value },
      body: JSON.stringify({ changes, live }),
      keepalive,
    });
  }

  // What is still under way will have raised the version by one when this arrives.
  function version(field) {
    return Number(form.elements.namedItem(`version.${field}`)?.value ?? 0) + (sending.includes(field) ? 1 : 0);
  }

  async function save() {
    clearTimeout(timer);
    while (saving) await saving;
    if (!changed.size) return;
    const fields = [...changed];
    changed.clear();
    saving = send(fields);
    sending = fields;
    await saving;
  }

  async function send(fields) {
    try {
      const reply = await post(fields);
      if (reply.status === 401) {
        for (const field of fields) changed.add(field);
        return say('You have been signed out. Sign in again in another window, or send this page: what you wrote is kept.', true);
      }
      if (reply.status >= 500) throw new Error('the server is busy');
      const json = reply.headers.get('Content-Type')?.startsWith('application/json');
      if (!json) return say('Not saved: this page is out of date. Copy what you wrote, then open the task again.', true);
      const said = await reply.json();
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
      sending = [];
      if (!changed.size) delete form.dataset.unsaved;
    }
  }

  function say(words, problem) {
    status.classList.toggle('gf-saved--problem', problem);
    if (status.textContent !== words) status.textContent = words;
  }
}
