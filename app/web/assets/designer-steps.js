// The list of all steps: whatever can be done in the drawing can be done here with buttons, in the order of the flow.
import { button, node, select, text } from './designer-controls.js';
import { AFTER, AT_EDGE, called, KIND, kindWords, outOf } from './designer-kinds.js';
import { inOrder } from './designer-order.js';

export class Steps {
  /** place: an <ol>. acts: what the buttons do, see designer.js. roles: {code: words} of the groups. */
  constructor(place, { acts, roles }) {
    Object.assign(this, { place, acts, roles, findings: [], open: undefined, drafts: {} });
    place.addEventListener('keydown', (event) => this.walk(event));
  }

  /** Draw the list anew; rows that say the same stay as they are, with whatever has the focus in them. */
  draw(process) {
    const list = inOrder(process);
    this.numbers = new Map(list.filter((one) => !one.way).map((one) => [one.bo.id, one.number]));
    this.nodes = list.filter((one) => !one.way);
    const old = new Map([...this.place.children].map((row) => [row.dataset.step, row]));
    const focused = this.place.contains(document.activeElement) ? document.activeElement.id : '';
    const rows = list.map((one) => this.row(one, old.get(one.bo.id)));
    if (rows.some((row, index) => this.place.children[index] !== row) || rows.length !== this.place.children.length) this.place.replaceChildren(...rows);
    if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  row(one, old) {
    const { bo, number, level, way } = one;
    const found = this.findings.filter((finding) => finding.element === bo.id);
    const errors = found.filter((finding) => finding.severity === 'error').length;
    const open = this.open === bo.id;
    const name = way ? wayName(bo, this.numbers) : called(bo);
    const about = way ? wayAbout(bo) : this.about(bo);
    const signs = JSON.stringify([number, level, name, about, errors, found.length, open && this.nodes.map((each) => each.bo.id + called(each.bo)), open && [outOf(bo).length, bo.$type]]);
    if (old?.dataset.signs === signs) return old;
    const tag = errors ? node('span', { class: 'ds_tag ds_tag--red' }, `${errors} to mend`) : found.length ? node('span', { class: 'ds_tag ds_tag--yellow' }, `${found.length} hint${found.length === 1 ? '' : 's'}`) : undefined;
    const head = button('', () => this.acts.choose(open ? undefined : bo.id), { class: 'gd-step__head', id: `step-${bo.id}`, 'aria-expanded': String(open) });
    head.append(node('span', { class: 'gd-step__number' }, number || '→'), ' ', node('span', { class: 'gd-step__words' }, node('span', { class: 'gd-step__name' }, name), ' ', about ? node('span', { class: 'gd-step__about' }, about) : '', ' ', tag));
    return node('li', { class: `gd-step gd-step--${Math.min(level, 4)}${open ? ' gd-step--open' : ''}`, 'data-step': bo.id, 'data-signs': signs }, head, open ? (way ? this.wayActs(bo, name) : this.stepActs(bo, name)) : undefined);
  }

  about(bo) {
    const groups = (bo.get('camunda:candidateGroups') ?? '').split(',').map((one) => one.trim()).filter(Boolean);
    const who = groups.map((one) => this.roles[one] ?? one).join(', ');
    return [kindWords(bo), who].filter(Boolean).join(' · ');
  }

  stepActs(bo, name) {
    const others = this.nodes.filter((one) => one.bo !== bo && one.bo.$type !== 'bpmn:StartEvent' && one.bo.$type !== 'bpmn:BoundaryEvent' && one.bo.$parent === (bo.attachedToRef ?? bo).$parent);
    const ends = bo.$type === 'bpmn:EndEvent';
    return node(
      'div',
      { class: 'gd-step__acts', role: 'group', 'aria-label': `What to do with ${name}` },
      this.pair(button('Configure', () => this.acts.configure(bo.id), { id: `configure-${bo.id}`, class: 'ds_button ds_button--small' }), button('Remove', () => this.acts.remove(bo.id), { id: `remove-${bo.id}` })),
      ends ? undefined : this.adding(bo, name, this.offered(bo)),
      ends ? undefined : this.leading(`connect-${bo.id}`, 'Lead on to', 'Connect', others, (to) => this.acts.connect(bo.id, to)),
    );
  }

  wayActs(bo, name) {
    const others = this.nodes.filter((one) => one.bo !== bo.sourceRef && one.bo !== bo.targetRef && one.bo.$type !== 'bpmn:StartEvent' && one.bo.$type !== 'bpmn:BoundaryEvent' && one.bo.$parent === bo.$parent);
    return node(
      'div',
      { class: 'gd-step__acts', role: 'group', 'aria-label': `What to do with ${name}` },
      this.pair(button('Configure', () => this.acts.configure(bo.id), { id: `configure-${bo.id}`, class: 'ds_button ds_button--small' }), button('Remove', () => this.acts.remove(bo.id), { id: `remove-${bo.id}` })),
      this.adding(bo, name, AFTER.filter(([group]) => group !== 'Ends')),
      this.leading(`lead-${bo.id}`, 'Lead it to', 'Lead there', others, (to) => this.acts.lead(bo.id, to)),
    );
  }

  pair = (...buttons) => node('div', { class: 'gd-step__buttons' }, ...buttons);

  /** What may follow: an end only where nothing follows yet, or as another way out of a decision. */
  offered(bo) {
    const follows = outOf(bo).length && !bo.$instanceOf('bpmn:Gateway');
    const groups = bo.$type === 'bpmn:EventBasedGateway' ? [['Waits', ['time', 'message', 'condition', 'signal']]] : AFTER.filter(([group]) => group !== 'Ends' || !follows);
    return bo.$instanceOf('bpmn:Activity') ? [...groups, AT_EDGE] : groups;
  }

  /** The kind and the name of a step to add. What was chosen stays while the list is drawn anew. */
  adding(bo, name, groups) {
    const draft = (this.drafts[bo.id] ??= { kind: groups[0][1][0], name: '' });
    const words = bo.$type === 'bpmn:SequenceFlow' ? 'Add on this way' : 'Add after this';
    const kinds = select({ id: `add-kind-${bo.id}`, label: words, value: draft.kind, choices: groups.flatMap(([, keys]) => keys).map((key) => ({ value: key, label: KIND[key].words })), write: (kind) => (draft.kind = kind) });
    const all = kinds.querySelector('select');
    all.replaceChildren(...groups.map(([group, keys]) => node('optgroup', { label: group }, ...keys.map((key) => node('option', { value: key }, KIND[key].words)))));
    all.value = draft.kind;
    const called = text({ id: `add-name-${bo.id}`, label: 'Its name', value: draft.name, whole: true, write: () => {} });
    const field = called.querySelector('input');
    field.addEventListener('input', () => (draft.name = field.value));
    const add = () => {
      delete this.drafts[bo.id];
      this.acts.add(bo.id, KIND[draft.kind], draft.name.trim());
    };
    field.addEventListener('keydown', (event) => event.key === 'Enter' && add());
    return node('div', { class: 'gd-step__row', role: 'group', 'aria-label': `${words}: ${name}` }, kinds, called, button('Add', add, { id: `add-${bo.id}` }));
  }

  leading(id, label, words, others, act) {
    if (!others.length) return undefined;
    const choices = others.map(({ bo, number }) => ({ value: bo.id, label: `${number} ${called(bo)}` }));
    const made = select({ id: `${id}-to`, label, none: 'Choose a step', choices, write: () => {} });
    const field = made.querySelector('select');
    return node('div', { class: 'gd-step__row' }, made, button(words, () => (field.value ? act(field.value) : field.focus()), { id }));
  }

  /** Open one row, and no other. */
  show(id, process) {
    if (this.open === id) return;
    this.open = id;
    this.draw(process);
  }

  focus(id) {
    document.getElementById(`step-${id}`)?.focus();
  }

  /** The row before the one of this element, to go to when it is removed. */
  before(id) {
    const rows = [...this.place.children];
    const index = rows.findIndex((row) => row.dataset.step === id);
    return rows[index > 0 ? index - 1 : 0]?.dataset.step;
  }

  /** Up and Down go from step to step. */
  walk(event) {
    if (!event.target.matches('.gd-step__head') || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    const heads = [...this.place.querySelectorAll('.gd-step__head')];
    const index = heads.indexOf(event.target);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: heads.length - 1 }[event.key];
    heads[Math.max(0, Math.min(heads.length - 1, to))].focus();
  }
}

function wayName(bo, numbers) {
  const to = `to ${numbers.get(bo.targetRef?.id) ?? ''} ${bo.targetRef ? called(bo.targetRef) : 'nowhere'}`;
  return bo.name ? `${bo.name}: ${to}` : `Way ${to}`;
}

const wayAbout = (bo) => (bo.sourceRef.default === bo ? 'Taken when no other way is' : (bo.conditionExpression?.body ?? ''));
