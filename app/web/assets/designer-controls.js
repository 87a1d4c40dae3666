// The panel's controls: labelled fields of the design system, made as nodes so that no text of a file becomes markup.

/** A node: tag, properties (class, data-…, aria-… as attributes), children. */
export function node(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name in made && !/^(class|list|form)$/.test(name) && typeof value !== 'string') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

function around({ id, label, hint, suffix }, control) {
  const note = hint ? node('p', { class: 'ds_hint-text gd-hint', id: `${id}-hint` }, hint) : undefined;
  if (note) control.setAttribute('aria-describedby', note.id);
  const held = suffix ? node('div', { class: 'gf-affixed' }, control, node('span', { class: 'gf-affix' }, suffix)) : control;
  return node('div', { class: 'ds_question gd-question' }, node('label', { class: 'ds_label', for: id }, label), note, held);
}

/** now: is what was typed just being written? Then the panel is left as it is, for whoever types goes on in it. */
export const typed = { now: false };

function quietly(write, ...said) {
  typed.now = true;
  try {
    write(...said);
  } finally {
    typed.now = false;
  }
}

/** Tell `write` what was typed: at once when the field is left, else after half a second. */
function listen(control, write) {
  let timer = 0;
  let told = control.value;
  const tell = () => {
    clearTimeout(timer);
    if (control.value === told) return;
    told = control.value;
    quietly(write, told);
  };
  if (!control.dataset.whole) {
    control.addEventListener('input', () => {
      control.dispatchEvent(new CustomEvent('designer-typing', { bubbles: true }));
      clearTimeout(timer);
      timer = setTimeout(tell, 500);
    });
  }
  control.addEventListener('change', tell);
}

/** whole: written only when the field is left, for names that other things refer to. list: what may be chosen from. */
export function text({ id, value = '', write, feel, short, list, whole, ...said }) {
  const input = node('input', { class: `ds_input${short ? ' ds_input--fixed-5' : ''}${feel ? ' gd-feel' : ''}`, id, type: 'text', autocomplete: 'off', spellcheck: feel ? 'false' : undefined, list: list?.length ? `${id}-list` : undefined, 'data-whole': whole ? 'yes' : undefined });
  input.value = value;
  listen(input, write);
  const made = around({ id, ...said }, input);
  if (list?.length) made.append(node('datalist', { id: `${id}-list` }, ...list.map((one) => node('option', { value: one }))));
  return made;
}

export function area({ id, value = '', write, rows = 3, feel, ...said }) {
  const input = node('textarea', { class: `ds_input${feel ? ' gd-feel' : ''}`, id, rows: String(rows), spellcheck: feel ? 'false' : undefined });
  input.value = value;
  listen(input, write);
  return around({ id, ...said }, input);
}

/** choices: [{value, label}]; a value that is none of them is shown as what the file says. */
export function select({ id, value = '', choices, write, none, ...said }) {
  const known = none === undefined ? choices : [{ value: '', label: none }, ...choices];
  const all = known.some((one) => one.value === value) ? known : [...known, { value, label: `${value} (not known here)` }];
  const input = node('select', { class: 'ds_select', id }, ...all.map((one) => node('option', { value: one.value }, one.label)));
  input.value = value;
  input.addEventListener('change', () => write(input.value));
  const made = around({ id, ...said }, input);
  const wrapper = node('div', { class: 'ds_select-wrapper' });
  input.replaceWith(wrapper);
  wrapper.append(input, node('span', { class: 'ds_select-arrow', 'aria-hidden': 'true' }));
  return made;
}

/** A choice with a way to read what is chosen, in a window of its own so that the drawing stays. */
export function look(address, words, made) {
  const chosen = made.querySelector('select');
  const link = node('a', { target: '_blank', rel: 'noopener' }, `${words} (opens in a new tab)`);
  const follow = () => {
    link.hidden = !chosen.value;
    link.href = address + encodeURIComponent(chosen.value);
  };
  chosen.addEventListener('change', follow);
  follow();
  made.append(link);
  return made;
}

/** Boxes, those that are ticked first. values: what is ticked. */
export function checks({ id, label, hint, values, choices, write }) {
  const all = [...choices, ...values.filter((value) => !choices.some((one) => one.value === value)).map((value) => ({ value, label: value }))];
  const sorted = [...all.filter((one) => values.includes(one.value)), ...all.filter((one) => !values.includes(one.value))];
  const box = (one, index) => {
    const input = node('input', { class: 'ds_checkbox__input', type: 'checkbox', id: `${id}-${one.value}`, value: one.value });
    input.checked = values.includes(one.value);
    return node('div', { class: 'ds_checkbox ds_checkbox--small', 'data-index': String(index) }, input, node('label', { class: 'ds_checkbox__label', for: input.id }, one.label));
  };
  const boxes = node('div', { class: 'gd-boxes' }, ...sorted.map(box));
  boxes.addEventListener('change', () => quietly(write, [...boxes.querySelectorAll(':checked')].map((one) => one.value)));
  return node('fieldset', { class: 'ds_question gd-question', 'aria-describedby': hint ? `${id}-hint` : undefined }, node('legend', {}, label), hint ? node('p', { class: 'ds_hint-text gd-hint', id: `${id}-hint` }, hint) : undefined, boxes);
}

export function check({ id, label, hint, value, write }) {
  const input = node('input', { class: 'ds_checkbox__input', type: 'checkbox', id });
  input.checked = value;
  input.addEventListener('change', () => write(input.checked));
  const note = hint ? node('p', { class: 'ds_hint-text gd-hint', id: `${id}-hint` }, hint) : undefined;
  if (note) input.setAttribute('aria-describedby', note.id);
  return node('div', { class: 'ds_question gd-question' }, node('div', { class: 'ds_checkbox ds_checkbox--small' }, input, node('label', { class: 'ds_checkbox__label', for: id }, label)), note);
}

/** Pairs of a name and FEEL, with a line more and a line less. fixed: [{value, label}] where the names are given. */
export function rows({ id, label, hint, values, names = 'Name', texts = 'Value in FEEL', write }) {
  const held = values.map(({ name, text: said }) => ({ name, text: said }));
  const line = (one, index) =>
    node(
      'div',
      { class: 'gd-pair', role: 'group', 'aria-label': `${label} ${index + 1}` },
      text({ id: `${id}-${index}-name`, label: names, value: one.name, write: (value) => ((one.name = value), keep()) }),
      text({ id: `${id}-${index}-text`, label: texts, value: one.text, feel: true, write: (value) => ((one.text = value), keep()) }),
      button('Take away', () => write(held.filter((other) => other !== one)), { class: 'gf-link-button', id: `${id}-${index}-away`, 'aria-label': `Take away ${label.toLowerCase()} ${one.name || index + 1}` }),
    );
  const keep = () => held.every((one) => one.name.trim()) && write(held, { quietly: true });
  const more = button('Add another', () => write([...held, { name: `name_${held.length + 1}`, text: '' }]), { class: 'ds_button ds_button--secondary ds_button--small', id: `${id}-more`, 'aria-label': `Add another to ${label.toLowerCase()}` });
  return node('fieldset', { class: 'ds_question gd-question' }, node('legend', {}, label), hint ? node('p', { class: 'ds_hint-text gd-hint' }, hint) : undefined, ...held.map(line), more);
}

export function button(words, click, properties = {}) {
  const made = node('button', { type: 'button', class: 'ds_button ds_button--secondary ds_button--small', ...properties }, words);
  made.addEventListener('click', click);
  return made;
}
