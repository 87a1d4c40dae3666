// What an element says about people, forms, time and data: read from its business object, written by commands that can be
// undone. Only what the engine reads (docs/diagrams.md); all else in the file is left as it is.
import { definition } from './designer-kinds.js';

const DUE = /^\s*due\(\s*"([^"]*)"\s*,\s*([\s\S]+)\)\s*$/;

/** FEEL of a `camunda:` value: what follows “=”; any other text is a text. */
export const feel = (text) => (text === undefined || text === '' ? '' : text.startsWith('=') ? text.slice(1).trim() : JSON.stringify(text));
/** The `camunda:` value of what was typed as FEEL. */
export const unfeel = (text) => (text.trim() ? `=${text.trim()}` : undefined);

/** @returns {{key: string, from: string}|undefined} the policy's clock that FEEL names, and when it starts. */
export function clock(text) {
  const [, key, from] = DUE.exec(text ?? '') ?? [];
  return key === undefined ? undefined : { key, from: from.trim() };
}
export const due = ({ key, from }) => `due("${key}", ${from || 'now'})`;

const TIMES = { date: 'timeDate', duration: 'timeDuration', cycle: 'timeCycle' };
const NAMED = { Message: ['name'], Signal: ['name'], Error: ['name', 'errorCode'], Escalation: ['name', 'escalationCode'] };

export class Values {
  static $inject = ['modeling', 'bpmnFactory', 'edits', 'bpmnjs', 'elementRegistry'];

  constructor(modeling, bpmnFactory, edits, bpmnjs, elementRegistry) {
    Object.assign(this, { modeling, bpmnFactory, edits, bpmnjs, elementRegistry });
  }

  set(element, name, value) {
    this.modeling.updateProperties(element, { [name]: value === '' ? undefined : value });
  }

  /** Set properties of something inside an element: its event definition, its loop. */
  inside(element, moddle, properties) {
    this.modeling.updateModdleProperties(element, moddle, properties);
  }

  make(type, properties, parent) {
    const made = this.bpmnFactory.create(type, properties);
    made.$parent = parent;
    return made;
  }

  expression(text, parent) {
    return text.trim() ? this.make('bpmn:FormalExpression', { body: text.trim() }, parent) : undefined;
  }

  setDocumentation(element, text) {
    const { businessObject } = element;
    const [first, ...others] = businessObject.get('documentation');
    const kept = text.trim() ? [this.make('bpmn:Documentation', { text, ...(first?.textFormat && { textFormat: first.textFormat }) }, businessObject), ...others] : others;
    this.modeling.updateModdleProperties(element, businessObject, { documentation: kept });
  }

  setCondition(flow, text) {
    this.modeling.updateProperties(flow, { conditionExpression: this.expression(text, flow.businessObject) });
  }

  // Time

  /** @returns {{kind: string, text: string}} of a timer: date, duration, cycle, or "" where it has no time yet. */
  timer(bo) {
    const timer = definition(bo);
    const kind = Object.keys(TIMES).find((one) => timer.get(TIMES[one]));
    return { kind: kind ?? '', text: kind ? (timer.get(TIMES[kind]).body ?? '') : '' };
  }

  setTimer(element, kind, text) {
    const timer = definition(element.businessObject);
    // An empty time is kept while its kind has been chosen, so that the choice stays on the page.
    const body = kind ? this.make('bpmn:FormalExpression', { body: text.trim() }, timer) : undefined;
    this.inside(element, timer, Object.fromEntries(Object.entries(TIMES).map(([one, name]) => [name, one === kind ? body : undefined])));
  }

  setEventCondition(element, text) {
    const event = definition(element.businessObject);
    this.inside(element, event, { condition: this.expression(text, event) });
  }

  // What is named once for the whole file: messages, signals, errors, escalations

  definitions() {
    return this.bpmnjs.getDefinitions();
  }

  /** The names in the file of one of the kinds, sorted. */
  names(kind) {
    const code = NAMED[kind].at(-1);
    const roots = this.definitions().get('rootElements').filter((one) => one.$type === `bpmn:${kind}`);
    return [...new Set(roots.map((one) => one.get(code) || one.name).filter(Boolean))].sort();
  }

  /** Whatever refers to something named: a receive task itself, or the definition of an event. */
  bearer = (bo) => (bo.$type === 'bpmn:ReceiveTask' ? bo : definition(bo));

  named(bo, kind) {
    const ref = this.bearer(bo).get(`${kind.toLowerCase()}Ref`);
    return ref ? ref.get(NAMED[kind].at(-1)) || ref.name || '' : '';
  }

  setNamed(element, kind, text) {
    const definitions = this.definitions();
    const roots = definitions.get('rootElements');
    const bearer = this.bearer(element.businessObject);
    const reference = `${kind.toLowerCase()}Ref`;
    const code = NAMED[kind].at(-1);
    const name = text.trim();
    const before = bearer.get(reference);
    const same = (one) => one.$type === `bpmn:${kind}` && (one.get(code) || one.name) === name;
    const used = (one) => this.elementRegistry.some(({ businessObject: bo }) => {
      const other = bo.$type === 'bpmn:ReceiveTask' ? bo : bo.$instanceOf?.('bpmn:Event') && definition(bo);
      return other && other !== bearer && other.get(reference) === one;
    });
    this.edits.together(() => {
      let ref = name ? roots.find(same) : undefined;
      if (name && !ref) ref = this.make(`bpmn:${kind}`, Object.fromEntries(NAMED[kind].map((one) => [one, name])), definitions);
      const kept = roots.filter((one) => one !== before || one === ref || used(one));
      if (ref && !kept.includes(ref)) kept.push(ref);
      this.inside(element, definitions, { rootElements: kept });
      this.inside(element, bearer, { [reference]: ref });
    });
  }

  // Operations and calls

  extension(bo, type) {
    return bo.extensionElements?.get('values').find((one) => one.$type === type);
  }

  /** @returns {{name: string, text: string}[]} the inputs or outputs of an operation, as FEEL. */
  parameters(bo, way) {
    return (this.extension(bo, 'camunda:InputOutput')?.get(`${way}Parameters`) ?? []).map((one) => ({ name: one.name ?? '', text: feel(one.value), kept: one }));
  }

  setParameters(element, way, rows) {
    const bo = element.businessObject;
    const type = way === 'input' ? 'camunda:InputParameter' : 'camunda:OutputParameter';
    this.edits.together(() => {
      const io = this.extension(bo, 'camunda:InputOutput') ?? this.addExtension(element, this.make('camunda:InputOutput', {}));
      const made = rows.map(({ name, text }) => this.make(type, { name: name.trim(), value: unfeel(text) }, io));
      this.inside(element, io, { [`${way}Parameters`]: made });
      if (!io.get('inputParameters').length && !io.get('outputParameters').length) this.dropExtension(element, io);
    });
  }

  /** @returns {{name: string, text: string}[]} what crosses into a called process or out of it: its name there, and FEEL here. */
  crossings(bo, way) {
    const type = way === 'in' ? 'camunda:In' : 'camunda:Out';
    const found = bo.extensionElements?.get('values').filter((one) => one.$type === type && one.target) ?? [];
    return found.map((one) => ({ name: one.target, text: one.sourceExpression ? feel(one.sourceExpression) : (one.source ?? '') }));
  }

  setCrossings(element, way, rows) {
    const bo = element.businessObject;
    const type = way === 'in' ? 'camunda:In' : 'camunda:Out';
    this.edits.together(() => {
      const extensions = this.extensions(element);
      const kept = extensions.get('values').filter((one) => one.$type !== type || !one.target);
      const made = rows.map(({ name, text }) => this.make(type, { ...(/^[A-Za-z_]\w*$/.test(text.trim()) ? { source: text.trim() } : { sourceExpression: unfeel(text) }), target: name.trim() }, extensions));
      this.inside(element, extensions, { values: [...kept, ...made] });
      if (!extensions.get('values').length) this.inside(element, bo, { extensionElements: undefined });
    });
  }

  extensions(element) {
    const bo = element.businessObject;
    if (!bo.extensionElements) this.inside(element, bo, { extensionElements: this.make('bpmn:ExtensionElements', { values: [] }, bo) });
    return bo.extensionElements;
  }

  addExtension(element, one) {
    const extensions = this.extensions(element);
    one.$parent = extensions;
    this.inside(element, extensions, { values: [...extensions.get('values'), one] });
    return one;
  }

  dropExtension(element, one) {
    const bo = element.businessObject;
    const left = bo.extensionElements.get('values').filter((other) => other !== one);
    if (left.length) this.inside(element, bo.extensionElements, { values: left });
    else this.inside(element, bo, { extensionElements: undefined });
  }

  // Doing a step more than once

  /** @returns {string} once, each (all at the same time), order (one after the other) or while. */
  repeats(bo) {
    const loop = bo.loopCharacteristics;
    if (!loop) return 'once';
    if (loop.$type === 'bpmn:StandardLoopCharacteristics') return 'while';
    return loop.isSequential ? 'order' : 'each';
  }

  setRepeats(element, how) {
    const bo = element.businessObject;
    const old = bo.loopCharacteristics;
    const type = how === 'while' ? 'bpmn:StandardLoopCharacteristics' : 'bpmn:MultiInstanceLoopCharacteristics';
    if (how === 'once') return this.set(element, 'loopCharacteristics', undefined);
    if (old?.$type === type) return this.inside(element, old, how === 'while' ? {} : { isSequential: how === 'order' });
    return this.set(element, 'loopCharacteristics', this.make(type, how === 'order' ? { isSequential: true } : {}, bo));
  }

  /** Set the text of one of a loop's expressions. */
  setLoop(element, name, text) {
    const loop = element.businessObject.loopCharacteristics;
    this.inside(element, loop, { [name]: this.expression(text, loop) });
  }

  /** The list of answers: a property of the process, as BPMN wants what it refers to be declared. */
  setAnswers(element, text) {
    const loop = element.businessObject.loopCharacteristics;
    const name = text.trim();
    let owner = element.businessObject.$parent;
    while (owner.$parent && !owner.$instanceOf('bpmn:Process')) owner = owner.$parent;
    this.edits.together(() => {
      let property = owner.get('properties').find((one) => one.id === name);
      if (name && !property) {
        property = this.make('bpmn:Property', { id: name, name }, owner);
        this.inside(element, owner, { properties: [...owner.get('properties'), property] });
      }
      this.inside(element, loop, { loopDataOutputRef: name ? property : undefined });
    });
  }

  setItem(element, name, text) {
    const bo = element.businessObject;
    const loop = bo.loopCharacteristics;
    const item = text.trim() ? this.make('bpmn:DataOutput', { id: loop.get(name)?.id ?? `${bo.id}_${name}`, name: text.trim() }, loop) : undefined;
    this.inside(element, loop, { [name]: item });
  }
}
