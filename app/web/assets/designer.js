// The designer's page: drawing, panel, list of steps and what the check says, kept in step with each other. Everything
// that can be done in the drawing can be done in the list with a keyboard alone.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import './designer.css';
import { typed } from './designer-controls.js';
import { label, load, modeler } from './designer-drawing.js';
import { Findings } from './designer-findings.js';
import { Keeping } from './designer-keeping.js';
import { called } from './designer-kinds.js';
import { clockTime, download, folding, linkToElements, markLines, press, scripted } from './designer-page.js';
import { Panel } from './designer-panel.js';
import { View } from './designer-seeing.js';
import { Steps } from './designer-steps.js';

const PALETTE = 120; // pixels that the palette covers
const NO_CHOICES = { groups: [], forms: [], deadlines: [], operations: [], decisions: [], processes: [], messages: [] };

class Designer {
  constructor(desk) {
    scripted();
    this.desk = desk;
    this.said = document.getElementById('designer-said');
    this.saved = document.getElementById('designer-saved');
    this.drawing = modeler(desk.querySelector('.gd-canvas'));
  }

  async open() {
    const reply = await fetch(this.desk.dataset.content, { headers: { Accept: 'application/json' } });
    if (!reply.ok) return this.tell('The drawing cannot be opened just now. Reload this page to try again.', { problem: true });
    const content = await reply.json();
    this.parts({ ...NO_CHOICES, ...content.choices }, content.version);
    this.listen();
    folding(this.desk, () => this.view.closeUp(this.element));
    await this.show(content.xml);
    this.heard(content);
    this.desk.dataset.ready = '';
    return undefined;
  }

  parts(choices, version) {
    const token = this.desk.dataset.token;
    const acts = Object.fromEntries(['choose', 'configure', 'remove', 'add', 'connect', 'lead'].map((name) => [name, (...all) => this[name](...all)]));
    const roles = Object.fromEntries(choices.groups.map(({ value, label: words }) => [value, words]));
    this.panel = new Panel(document.getElementById('designer-panel'), { drawing: this.drawing, choices, back: (element) => this.back(element) });
    this.steps = new Steps(document.getElementById('designer-steps'), { acts, roles });
    this.findings = new Findings(this.drawing);
    this.view = new View(this.drawing, PALETTE);
    this.keeping = new Keeping(this.desk, {
      address: this.desk.dataset.content,
      token,
      version,
      xml: () => this.xml(),
      heard: (said) => this.heard(said),
      clash: (said) => this.clash(said),
      say: (words, how) => this.tell(words, how),
    });
  }

  get = (name) => this.drawing.get(name);

  async xml() {
    return (await this.drawing.saveXML({ format: true })).xml;
  }

  /** Put a text into the drawing. */
  async show(xml) {
    const place = document.getElementById('designer-warning');
    place.hidden = true;
    this.loading = true;
    try {
      const lost = await load(this.drawing, xml);
      if (lost.length) this.warn(place, 'Some of this file could not be read, and would be lost if you change it here:', lost);
    } catch (problem) {
      this.warn(place, 'This cannot be drawn. Mend the file with the tool that wrote it, then upload it again.', [/no diagram to display/.test(problem.message) ? 'It says which steps there are, but not where they stand: it has no layout.' : problem.message]);
    }
    this.loading = false;
    label(this.drawing, `Drawing of ${this.desk.dataset.name}. The list of steps does the same with buttons.`);
    this.view.closeUp();
    this.element = undefined;
    this.redraw();
  }

  warn(place, words, lines) {
    place.hidden = false;
    place.querySelector('p').textContent = words;
    place.querySelector('ul').replaceChildren(...lines.slice(0, 10).map((line) => Object.assign(document.createElement('li'), { textContent: line })));
  }

  listen() {
    this.drawing.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && this.changed());
    this.drawing.on('selection.changed', ({ newSelection }) => this.selected(newSelection));
    this.drawing.on('directEditing.complete', () => this.redraw());
    this.desk.addEventListener('designer-typing', () => this.keeping.change(1200));
    this.desk.addEventListener('designer-said', (event) => this.announce(event.detail));
    document.addEventListener('submit', (event) => this.sending(event), { capture: true });
    press(this.desk, { zoom: (how) => this.view.zoom(how), move: (way) => this.view.move(...way.split(',').map(Number)), stack: (act) => this.stack(act) });
  }

  // What happens

  changed() {
    this.keeping.change();
    this.redraw();
  }

  /** Show everything as the drawing is now; the panel not where it was what changed it. */
  redraw() {
    const registry = this.get('elementRegistry');
    if (this.element && registry.get(this.element.id) !== this.element) this.element = undefined;
    const process = this.panel.process();
    if (!process) return;
    if (!typed.now) this.panel.show(this.element);
    this.steps.draw(process);
    const stack = this.get('commandStack');
    for (const [act, can] of [['undo', stack.canUndo()], ['redo', stack.canRedo()]]) this.desk.querySelector(`[data-stack=${act}]`).setAttribute('aria-disabled', String(!can));
  }

  selected(selection) {
    if (this.loading || !this.panel.process()) return;
    const one = selection.length === 1 ? (selection[0].labelTarget ?? selection[0]) : undefined;
    this.element = one && one.parent ? one : undefined;
    this.panel.show(this.element);
    this.steps.show(this.element?.id, this.panel.process());
    markLines(this.element?.id);
  }

  /** A reply of the server: what the check says about what is kept. */
  heard({ findings, findings_html: list, twin, differences, version }) {
    const places = { findings: list, twin, differences };
    for (const [name, html] of Object.entries(places)) {
      const place = document.querySelector(`[data-design=${name}]`);
      if (html === undefined || !place) continue;
      place.innerHTML = html;
      linkToElements(place, (id) => this.get('elementRegistry').get(id), (id) => this.configure(id));
    }
    for (const field of document.querySelectorAll('input[name=version]')) field.value = version;
    this.findings.show(findings);
    this.panel.setFindings(findings);
    this.steps.findings = findings;
    if (this.panel.process()) this.steps.draw(this.panel.process());
    markLines(this.element?.id);
    this.count(findings);
  }

  /** Say it where the number of problems is another than before. */
  count(findings) {
    const errors = findings.filter((one) => one.severity === 'error').length;
    const words = errors ? `${errors} ${errors === 1 ? 'thing' : 'things'} to mend before this can be published.` : 'Nothing keeps this from being published.';
    const place = document.getElementById('designer-count');
    place.textContent = errors ? `${errors} to mend` : 'Nothing to mend';
    place.className = `ds_tag ds_tag--${errors ? 'red' : 'green'}`;
    if (this.counted !== undefined && this.counted !== errors) this.announce(words);
    this.counted = errors;
  }

  /** Somebody else saved meanwhile: neither text is lost. */
  clash({ said, theirs, version, by }) {
    const place = document.getElementById('designer-clash');
    place.querySelector('[data-said]').textContent = `${said} What you have drawn is still on this page, and theirs is kept.`;
    place.hidden = false;
    place.querySelector('[data-mine]').onclick = async () => download(await this.xml(), `${this.desk.dataset.file}-mine.bpmn`);
    place.querySelector('[data-theirs]').onclick = () => this.takeTheirs(place, by, { xml: theirs, version });
    place.focus();
  }

  /** Go on from what is kept now; at least from what came with the refusal. */
  async takeTheirs(place, by, known) {
    const reply = await fetch(this.desk.dataset.content, { headers: { Accept: 'application/json' } }).catch(() => undefined);
    const now = reply?.ok ? await reply.json() : known;
    place.hidden = true;
    this.keeping.begin(now.version);
    await this.show(now.xml);
    if (now.findings) this.heard(now);
    this.tell(`This is what ${by} saved.`);
    document.getElementById('panel-title').focus();
  }

  /** A form of this page is sent only after the drawing is kept. */
  async sending(event) {
    const form = event.target;
    if (form.method !== 'post' || !this.keeping.unsaved) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (document.activeElement?.matches('#designer-panel *')) document.activeElement.blur();
    if (await this.keeping.save()) form.requestSubmit(event.submitter);
    else this.announce('This was not sent, because the drawing is not saved yet.');
  }

  // What a designer does in the list of steps

  choose(id) {
    const element = id && this.get('elementRegistry').get(id);
    this.get('selection').select(element || null);
    this.view.reveal(element);
    this.steps.focus(id ?? this.steps.open);
  }

  configure(id) {
    const element = this.get('elementRegistry').get(id);
    if (!element) return;
    this.get('selection').select(element);
    this.view.reveal(element);
    this.panel.enter();
  }

  back(element) {
    const rows = document.getElementById('designer-steps');
    (document.getElementById(`step-${element?.id}`) ?? rows.querySelector('.gd-step__head'))?.focus();
  }

  add(id, kind, name) {
    const element = this.get('elementRegistry').get(id);
    const edits = this.get('edits');
    const made = element.waypoints ? edits.onWay(element, kind, name) : edits.after(element, kind, name);
    this.view.reveal(made);
    this.steps.focus(made.id);
    const number = this.steps.numbers.get(made.id);
    this.announce(`${name || kind.words} was added${number ? ` as step ${number}` : ''}. Press Configure to say more about it.`);
  }

  connect(id, to) {
    const registry = this.get('elementRegistry');
    const [from, target] = [registry.get(id), registry.get(to)];
    const words = `“${called(from.businessObject)}” ${this.get('edits').connect(from, target) ? 'now leads to' : 'cannot lead to'} “${called(target.businessObject)}”.`;
    this.announce(words);
    document.getElementById(`connect-${id}`)?.focus();
  }

  lead(id, to) {
    const registry = this.get('elementRegistry');
    this.get('edits').lead(registry.get(id), registry.get(to));
    this.announce(`This way now leads to “${called(registry.get(to).businessObject)}”.`);
    this.steps.focus(id);
  }

  remove(id) {
    const element = this.get('elementRegistry').get(id);
    const words = called(element.businessObject);
    const before = this.steps.before(id);
    const lost = this.get('edits').remove(element);
    this.get('selection').select(this.get('elementRegistry').get(before) ?? null);
    this.steps.focus(before);
    this.announce(`${words} was removed.${lost.length ? ` So were its other ways out, ${lost.length} of them.` : ''} Undo brings it back.`);
  }

  stack(act) {
    const stack = this.get('commandStack');
    if (!(act === 'undo' ? stack.canUndo() : stack.canRedo())) return this.announce(`There is nothing to ${act}.`);
    stack[act]();
    return this.announce(act === 'undo' ? 'Undone.' : 'Done again.');
  }

  // What the page says

  tell(words, { problem = false, quiet = false } = {}) {
    const said = words === 'Saved.' ? `Saved at ${clockTime()}` : words;
    this.saved.classList.toggle('gf-saved--problem', problem);
    if (!quiet && this.saved.textContent !== said) this.saved.textContent = said;
  }

  announce(words) {
    this.said.textContent = words;
  }
}

const desk = document.getElementById('designer');
if (desk) new Designer(desk).open();
