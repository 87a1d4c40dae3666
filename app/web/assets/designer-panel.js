// The panel beside the drawing: what one element says, as questions. Which questions depends on what it is.
import { area, button, check, checks, look, node, rows, select, text } from './designer-controls.js';
import { become } from './designer-offers.js';
import { called, definition, KIND, KINDS, kindOf, kindWords, outOf } from './designer-kinds.js';
import { clock, due, feel, unfeel } from './designer-values.js';

const LONG = 32; // characters that a field of one line shows
const OTHER = '=';
const NOW = 'Now, unless you write another moment in FEEL.';

export class Panel {
  /** place: where it stands. drawing: the services of bpmn-js. choices: what may be chosen, as the server says. */
  constructor(place, { drawing, choices, back }) {
    Object.assign(this, { place, drawing, choices, back, element: undefined });
    this.values = drawing.get('values');
    this.edits = drawing.get('edits');
  }

  /** Show an element, or the process where none is given. What has the focus keeps it, as far as it is still there. */
  show(element) {
    this.element = element;
    const bo = element?.businessObject ?? this.process();
    this.title = node('h2', { id: 'panel-title', class: 'gd-panel__title', tabindex: '-1' }, ...this.heading(bo));
    const questions = element ? this.questions(element, bo) : this.aboutProcess(bo);
    const focus = this.place.contains(document.activeElement) ? document.activeElement : undefined;
    const caret = focus && 'selectionStart' in focus ? [focus.selectionStart, focus.selectionEnd] : undefined;
    const scroll = this.place.scrollTop;
    this.place.replaceChildren(...[this.title, this.problems(bo), ...questions, this.ending()].filter(Boolean));
    this.place.scrollTop = this.shown === bo.id ? scroll : 0;
    this.shown = bo.id;
    if (focus) this.keepFocus(focus, caret);
  }

  keepFocus(focus, caret) {
    const again = (focus.id && document.getElementById(focus.id)) || this.title;
    again.focus({ preventScroll: true });
    if (caret && again.setSelectionRange && caret[0] !== null) again.setSelectionRange(...caret);
  }

  /** Move the focus to the first question. */
  enter() {
    (this.place.querySelector('input, textarea, select') ?? this.title).focus();
    this.place.scrollIntoView({ block: 'nearest' });
  }

  heading(bo) {
    const name = (bo.get('name') || '').trim();
    const kind = bo.$instanceOf('bpmn:Process') ? 'The process' : kindWords(bo);
    return [node('span', { class: 'gd-kind' }, kind), node('span', {}, name || (bo.$type === 'bpmn:SequenceFlow' ? wayWords(bo) : 'Without a name'))];
  }

  /** What the check says about this element, before its questions. */
  problems(bo) {
    const found = (this.findings ?? []).filter((one) => one.element === bo.id);
    if (!found.length) return undefined;
    const line = (one) => node('li', {}, one.message, one.repair ? node('span', { class: 'gd-repair' }, ` ${one.repair}`) : undefined);
    return node('div', { class: `gd-problems${found.some((one) => one.severity === 'error') ? '' : ' gd-problems--hint'}`, id: 'panel-problems' }, node('ul', {}, ...found.map(line)));
  }

  /** Show anew what the check says, leaving the questions as they are. */
  setFindings(findings) {
    this.findings = findings;
    const about = this.element?.businessObject ?? this.process();
    if (!about) return; // nothing could be drawn
    const old = this.place.querySelector('#panel-problems');
    const come = this.problems(about);
    old?.remove();
    if (come) this.title?.after(come);
  }

  ending() {
    return node('p', { class: 'gd-panel__back' }, button('Back to the list of steps', () => this.back(this.element), { class: 'gf-link-button', id: 'panel-back' }));
  }

  process() {
    return this.values.definitions()?.get('rootElements').find((one) => one.$type === 'bpmn:Process');
  }

  aboutProcess(bo) {
    const root = this.drawing.get('canvas').getRootElement();
    return [
      node('p', { class: 'ds_hint-text' }, 'Choose a step in the drawing or in the list to say who does it, with which form, and by when.'),
      text({ id: 'p-name', label: 'Name of the process', value: bo.name, write: (value) => this.nameProcess(root, bo, value) }),
      this.starting(root, bo),
      area({ id: 'p-words', label: 'What it is for', hint: 'With the source of its rules.', rows: 6, value: bo.get('documentation')[0]?.text, write: (value) => this.values.setDocumentation({ ...root, businessObject: bo }, value) }),
    ];
  }

  /** May a case start with it? Where it says nothing, it may unless another process calls it. */
  starting(root, bo) {
    const choices = [['true', 'Yes'], ['false', 'No, it begins out of another']].map(([value, label]) => ({ value, label }));
    const write = (said) => this.values.inside(root, bo, { 'camunda:isStartableInTasklist': said === '' ? undefined : said === 'true' });
    const said = bo.get('camunda:isStartableInTasklist');
    return select({ id: 'p-starts', label: 'May a case start with it?', value: said === undefined ? '' : String(said), none: 'Yes, unless another calls it', choices, write });
  }

  nameProcess(root, bo, name) {
    const pool = this.drawing.get('elementRegistry').find((one) => one.businessObject.processRef === bo);
    this.edits.together(() => {
      this.values.inside(root, bo, { name });
      if (pool) this.drawing.get('modeling').updateLabel(pool, name);
    });
  }

  questions(element, bo) {
    if (bo.$instanceOf('bpmn:FlowNode')) {
      return [this.name(element, bo), this.kind(element), ...this.work(element, bo), ...this.event(element, bo), ...this.repeats(element, bo), this.lane(element), this.usualWay(element, bo), this.words(element, bo), this.id(element, bo)];
    }
    if (bo.$type === 'bpmn:SequenceFlow') return [this.name(element, bo, 'What this way is called'), ...this.condition(element, bo), this.words(element, bo), this.id(element, bo)];
    if (bo.$type === 'bpmn:TextAnnotation') return [area({ id: 'p-name', label: 'Note', value: bo.text, rows: 5, write: (value) => this.drawing.get('modeling').updateLabel(element, value) })];
    return [this.name(element, bo), this.words(element, bo)];
  }

  // What every element has

  name(element, bo, label = 'Name') {
    const write = (value) => {
      this.edits.together(() => {
        this.drawing.get('modeling').updateLabel(element, value);
        if (!value) this.values.set(element, 'name', '');
      });
      this.title.lastChild.textContent = value || 'Without a name';
    };
    return text({ id: 'p-name', label, value: bo.name, write });
  }

  kind(element) {
    const others = become(element);
    if (!others.length) return undefined;
    const now = kindOf(element.businessObject);
    const choices = KINDS.filter((one) => one === now || others.includes(one)).map(({ key, words }) => ({ value: key, label: words }));
    return select({ id: 'p-kind', label: 'What it is', value: now?.key ?? kindWords(element.businessObject), choices, write: (key) => this.edits.become(element, KIND[key]) });
  }

  words(element, bo) {
    return area({ id: 'p-words', label: 'Explanation', hint: 'For those who do it, with the source of the rule.', value: bo.get('documentation')[0]?.text, write: (value) => this.values.setDocumentation(element, value) });
  }

  id(element, bo) {
    const field = text({ id: 'p-id', label: 'Id', hint: 'Running cases, tests and other processes know it by this. Letters, digits and _.', value: bo.id, feel: true, whole: true, write: (value) => this.setId(element, bo, value) });
    return node('details', { class: 'ds_details' }, node('summary', { class: 'ds_details__summary' }, 'For whoever runs this'), node('div', { class: 'ds_details__text' }, field));
  }

  setId(element, bo, value) {
    const taken = this.drawing.get('moddle').ids.assigned(value);
    if (/^[A-Za-z_][\w-]*$/.test(value) && !taken) return this.values.set(element, 'id', value);
    this.place.querySelector('#p-id').value = bo.id;
    this.place.dispatchEvent(new CustomEvent('designer-said', { bubbles: true, detail: taken ? `“${value}” is the id of something else. The id stays ${bo.id}.` : `An id has only letters, digits and _. It stays ${bo.id}.` }));
  }

  lane(element) {
    const lanes = this.drawing.get('elementRegistry').filter((one) => one.type === 'bpmn:Lane' && !one.children.some((child) => child.type === 'bpmn:Lane'));
    const bo = element.businessObject;
    if (!lanes.length || element.host || bo.$parent.$type !== 'bpmn:Process') return undefined;
    const now = lanes.find((lane) => (lane.businessObject.get('flowNodeRef') ?? []).includes(bo));
    const choices = lanes.map((lane) => ({ value: lane.id, label: lane.businessObject.name || lane.id }));
    return select({ id: 'p-lane', label: 'Lane', value: now?.id ?? '', none: now ? undefined : 'None', choices, write: (id) => this.edits.toLane(element, lanes.find((lane) => lane.id === id)) });
  }

  // What a step does

  work(element, bo) {
    const kinds = { 'bpmn:UserTask': 'people', 'bpmn:ManualTask': 'people', 'bpmn:ServiceTask': 'operation', 'bpmn:BusinessRuleTask': 'decision', 'bpmn:CallActivity': 'call', 'bpmn:ReceiveTask': 'message', 'bpmn:StartEvent': 'start' };
    return kinds[bo.$type] ? this[kinds[bo.$type]](element, bo) : [];
  }

  people(element, bo) {
    const set = (name) => (value) => this.values.set(element, `camunda:${name}`, value);
    const groups = (bo.get('camunda:candidateGroups') ?? '').split(',').map((one) => one.trim()).filter(Boolean);
    const who = feel(bo.get('camunda:assignee'));
    return [
      checks({ id: 'p-groups', label: 'Who does this', hint: 'Anyone who holds one of these roles for the child.', values: groups, choices: this.choices.groups, write: (values) => set('candidateGroups')(values.join(',')) }),
      text({ id: 'p-assignee', label: 'Or the person named by', hint: 'FEEL that gives one person, for example partner.', value: who, feel: true, write: (value) => set('assignee')(unfeel(value)) }),
      this.form(element, bo),
      ...this.deadline('p-due', 'When it is due', feel(bo.get('camunda:dueDate')), 'No deadline', (value) => set('dueDate')(unfeel(value))),
      text({ id: 'p-priority', label: 'Priority', hint: '0 to 100. Tasks are 50 where nothing is said.', short: true, value: bo.get('camunda:priority'), write: (value) => set('priority')(value.trim()) }),
    ];
  }

  form(element, bo) {
    const value = bo.get('camunda:formRef') ?? '';
    return look('/forms/', 'Read its questions', select({ id: 'p-form', label: 'Form', value, none: 'No form', choices: this.choices.forms, hint: this.choices.forms.find((one) => one.value === value)?.hint, write: (form) => this.change(() => this.values.set(element, 'camunda:formRef', form)) }));
  }

  start(element, bo) {
    return bo.$parent.$type === 'bpmn:Process' && !definition(bo) ? [this.form(element, bo)] : [];
  }

  /** A moment: a clock of the policy pack from some moment on, or any FEEL. */
  deadline(id, label, value, none, write) {
    const rule = clock(value);
    const other = value && !rule;
    const said = this.choices.deadlines.find((one) => one.value === rule?.key);
    const choices = [...this.choices.deadlines, { value: OTHER, label: 'Something else, in FEEL' }];
    const open = this.open === `${this.element?.id} ${id}`;
    const choose = (key) => {
      this.open = key === OTHER ? `${this.element?.id} ${id}` : undefined;
      this.change(() => write(key === OTHER ? (value ?? '') : key && due({ key, from: rule?.from })));
    };
    const parts = [select({ id, label, value: other || open ? OTHER : (rule?.key ?? ''), none, choices, hint: said?.hint, write: choose })];
    if (other || open) parts.push(text({ id: `${id}-feel`, label: 'In FEEL', value, feel: true, write }));
    else if (rule) parts.push(text({ id: `${id}-from`, label: 'Counted from', hint: NOW, value: rule.from, feel: true, write: (from) => write(due({ key: rule.key, from })) }));
    return parts;
  }

  operation(element, bo) {
    const topic = bo.get('camunda:topic') ?? '';
    const known = this.choices.operations.find((one) => one.value === topic);
    return [
      select({ id: 'p-operation', label: 'What it does', value: topic, none: 'Choose one', choices: this.choices.operations, hint: known?.hint, write: (name) => this.change(() => this.setOperation(element, name)) }),
      ...(known ? this.inputs(element, bo, known) : []),
      topic ? rows({ id: 'p-outputs', label: 'What comes out of it', names: 'Kept as', texts: 'From', hint: known?.outputs.length ? `It gives ${known.outputs.map((one) => one.value).join(', ')}.` : undefined, values: this.values.parameters(bo, 'output'), write: (values, how) => this.change(() => this.values.setParameters(element, 'output', values), how) }) : undefined,
    ];
  }

  setOperation(element, name) {
    const known = this.choices.operations.find((one) => one.value === name);
    const bo = element.businessObject;
    this.edits.together(() => {
      this.drawing.get('modeling').updateProperties(element, { 'camunda:type': name ? 'external' : undefined, 'camunda:topic': name || undefined });
      const taken = new Set((known?.inputs ?? []).map((one) => one.value));
      this.values.setParameters(element, 'input', this.values.parameters(bo, 'input').filter((one) => taken.has(one.name)));
      this.values.setParameters(element, 'output', (known?.outputs ?? []).map(({ value }) => ({ name: value, text: value })));
    });
  }

  /** A field for each input that the operation asks for, and what the file gives besides. */
  inputs(element, bo, known) {
    const given = this.values.parameters(bo, 'input');
    const asked = [...known.inputs, ...given.filter((one) => !known.inputs.some(({ value }) => value === one.name)).map((one) => ({ value: one.name, label: `“${known.value}” takes no such input.` }))];
    const write = (name) => (said) => {
      const others = this.values.parameters(bo, 'input').filter((one) => one.name !== name);
      const all = said.trim() ? [...others, { name, text: said }] : others;
      const place = (one) => asked.findIndex(({ value }) => value === one.name);
      this.values.setParameters(element, 'input', all.sort((one, other) => place(one) - place(other)));
    };
    return asked.map(({ value, label }) => {
      const said = given.find((one) => one.name === value)?.text ?? '';
      const field = said.length > LONG ? area : text;
      return field({ id: `p-input-${value}`, label: `Input: ${value.replaceAll('_', ' ')}`, hint: label, value: said, feel: true, write: write(value) });
    });
  }

  decision(element, bo) {
    const value = bo.get('camunda:decisionRef') ?? '';
    return [
      look('/decisions/', 'Read the table', select({ id: 'p-decision', label: 'Decision table', value, none: 'Choose one', choices: this.choices.decisions, hint: this.choices.decisions.find((one) => one.value === value)?.hint, write: (name) => this.change(() => this.setDecision(element, bo, name)) })),
      text({ id: 'p-result', label: 'Its result is kept as', hint: 'A name that later steps read.', value: bo.get('camunda:resultVariable'), feel: true, write: (name) => this.values.set(element, 'camunda:resultVariable', name.trim()) }),
    ];
  }

  setDecision(element, bo, name) {
    this.drawing.get('modeling').updateProperties(element, { 'camunda:decisionRef': name || undefined, 'camunda:mapDecisionResult': bo.get('camunda:mapDecisionResult') ?? 'singleEntry' });
  }

  call(element, bo) {
    const crossing = (way, label, names, texts) => rows({ id: `p-${way}`, label, names, texts, values: this.values.crossings(bo, way), write: (values, how) => this.change(() => this.values.setCrossings(element, way, values), how) });
    return [
      select({ id: 'p-process', label: 'Which process', value: bo.get('calledElement') ?? '', none: 'Choose one', choices: this.choices.processes, write: (id) => this.change(() => this.values.set(element, 'calledElement', id)) }),
      crossing('in', 'What it is told', 'Called there', 'From here, in FEEL'),
      crossing('out', 'What it gives back', 'Called here', 'From there, in FEEL'),
    ];
  }

  // Events

  event(element, bo) {
    const kind = bo.$instanceOf('bpmn:Event') ? definition(bo)?.$type.replace(/^bpmn:|EventDefinition$/g, '') : undefined;
    const edge = bo.$type === 'bpmn:BoundaryEvent' && !['Error', 'Conditional'].includes(kind) ? [this.breaksOff(element, bo)] : [];
    if (kind === 'Timer') return [...edge, ...this.timer(element, bo)];
    if (kind === 'Conditional') return [...edge, area({ id: 'p-until', label: 'Holds when', hint: 'FEEL that is true or false.', rows: 2, feel: true, value: definition(bo).condition?.body, write: (value) => this.values.setEventCondition(element, value) })];
    if (kind === 'Link') return [text({ id: 'p-link', label: 'Name of the link', hint: 'The same at both of its ends.', value: definition(bo).name, write: (name) => this.values.inside(element, definition(bo), { name: name.trim() || undefined }) })];
    return kind && kind !== 'Terminate' ? [...edge, this.named(element, bo, kind)] : edge;
  }

  message(element, bo) {
    return [this.named(element, bo, 'Message')];
  }

  named(element, bo, kind) {
    const words = { Message: 'Message', Signal: 'Signal', Error: 'Code of the error', Escalation: 'Code of the escalation' };
    const known = kind === 'Message' ? this.choices.messages : [];
    const names = [...new Set([...known.map((one) => one.value), ...this.values.names(kind)])];
    if (!known.length) return text({ id: 'p-ref', label: words[kind] ?? kind, value: this.values.named(bo, kind), list: names, whole: true, write: (name) => this.values.setNamed(element, kind, name) });
    const choices = names.map((value) => known.find((one) => one.value === value) ?? { value, label: value });
    return select({ id: 'p-ref', label: words[kind], value: this.values.named(bo, kind), none: 'Choose one', choices, write: (name) => this.change(() => this.values.setNamed(element, kind, name)) });
  }

  breaksOff(element, bo) {
    const write = (stops) => this.values.set(element, 'cancelActivity', stops);
    return check({ id: 'p-stops', label: 'It breaks the step off', hint: 'Else the step stays open, and this happens beside it.', value: bo.cancelActivity !== false, write });
  }

  timer(element, bo) {
    const { kind, text: said } = this.values.timer(bo);
    const repeats = bo.$type === 'bpmn:BoundaryEvent' && bo.cancelActivity === false;
    const kinds = [['date', 'Until a date, or a time of the policy'], ['duration', 'For a length of time'], ['cycle', 'Again and again']].filter(([one]) => one !== 'cycle' || repeats || kind === 'cycle');
    const parts = [select({ id: 'p-timer', label: 'How long', value: kind, none: 'Choose one', choices: kinds.map(([value, label]) => ({ value, label })), write: (one) => this.change(() => this.values.setTimer(element, one, said)) })];
    const write = (value) => this.values.setTimer(element, kind, value);
    if (kind === 'date') parts.push(...this.deadline('p-date', 'Which time', said, 'Choose one', write));
    if (kind === 'duration') parts.push(text({ id: 'p-time', label: 'Length', hint: 'P5D is five days, PT4H four hours; or FEEL.', feel: true, value: said, write }));
    if (kind === 'cycle') parts.push(text({ id: 'p-time', label: 'How often', hint: 'R3/P7D is three times, a week apart.', feel: true, value: said, write }));
    return parts;
  }

  // Ways

  condition(flow, bo) {
    const from = bo.sourceRef;
    const choosing = from.$instanceOf('bpmn:ExclusiveGateway') || from.$instanceOf('bpmn:InclusiveGateway') || from.$instanceOf('bpmn:Activity');
    if (!choosing) return [node('p', { class: 'ds_hint-text' }, 'This way is always taken.')];
    const usual = from.default === bo;
    const setDefault = (on) => this.change(() => this.values.set(flow.source, 'default', on ? bo : undefined));
    return [
      usual && !bo.conditionExpression ? undefined : area({ id: 'p-condition', label: 'Taken when', hint: 'FEEL that is true or false, for example family_decision = "agree".', rows: 3, feel: true, value: bo.conditionExpression?.body, write: (value) => this.values.setCondition(flow, value) }),
      check({ id: 'p-default', label: 'Taken when no other way is', value: usual, write: setDefault }),
    ];
  }

  usualWay(element, bo) {
    const out = outOf(bo);
    if (!(bo.$type === 'bpmn:ExclusiveGateway' || bo.$type === 'bpmn:InclusiveGateway') || out.length < 2) return undefined;
    const choices = out.map((flow) => ({ value: flow.id, label: flow.name ? `${flow.name}: ${called(flow.targetRef)}` : called(flow.targetRef) }));
    return select({ id: 'p-usual', label: 'The way when no condition holds', value: bo.default?.id ?? '', none: 'Choose one', choices, write: (id) => this.values.set(element, 'default', out.find((flow) => flow.id === id)) });
  }

  // Doing a step more than once

  repeats(element, bo) {
    if (!bo.$instanceOf('bpmn:Activity') || bo.triggeredByEvent) return [];
    const how = this.values.repeats(bo);
    const choices = [['once', 'Once'], ['each', 'For each entry of a list, all at once'], ['order', 'For each entry of a list, one after another'], ['while', 'Again, as long as something holds']].map(([value, label]) => ({ value, label }));
    const parts = [select({ id: 'p-repeats', label: 'How often it is done', value: how, choices, write: (one) => this.change(() => this.values.setRepeats(element, one)) })];
    if (how === 'each' || how === 'order') parts.push(...this.multi(element, bo.loopCharacteristics));
    if (how === 'while') parts.push(...this.rounds(element, bo.loopCharacteristics));
    return parts;
  }

  multi(element, loop) {
    const set = (name) => (value) => this.values.inside(element, loop, { [name]: value || undefined });
    return [
      text({ id: 'p-list', label: 'The list', hint: 'FEEL, for example case.partners.', feel: true, value: loop.get('camunda:collection') ? feel(loop.get('camunda:collection')) : loop.loopDataInputRef?.id, write: (value) => set('camunda:collection')(unfeel(value)) }),
      text({ id: 'p-entry', label: 'One entry is called', feel: true, value: loop.get('camunda:elementVariable') ?? loop.inputDataItem?.name, write: (value) => set('camunda:elementVariable')(value.trim()) }),
      text({ id: 'p-answers', label: 'The answers are kept in', feel: true, whole: true, value: loop.loopDataOutputRef?.id, write: (value) => this.values.setAnswers(element, value) }),
      text({ id: 'p-answer', label: 'Of each, only the answer', hint: 'Left empty, all answers are kept.', feel: true, whole: true, value: loop.outputDataItem?.name, write: (value) => this.values.setItem(element, 'outputDataItem', value) }),
      text({ id: 'p-enough', label: 'It is enough when', hint: 'FEEL; left empty, all have to be done.', feel: true, value: loop.completionCondition?.body, write: (value) => this.values.setLoop(element, 'completionCondition', value) }),
    ];
  }

  rounds(element, loop) {
    return [
      text({ id: 'p-while', label: 'As long as', feel: true, value: loop.loopCondition?.body, write: (value) => this.values.setLoop(element, 'loopCondition', value) }),
      text({ id: 'p-most', label: 'At most', suffix: 'rounds', short: true, value: loop.loopMaximum === undefined ? '' : String(loop.loopMaximum), write: (value) => this.values.inside(element, loop, { loopMaximum: /^\d+$/.test(value.trim()) ? Number(value) : undefined }) }),
    ];
  }

  /** A change that brings other questions with it. quietly: leave the panel as it is. */
  change(act, { quietly = false } = {}) {
    act();
    if (!quietly) this.show(this.element);
  }
}

const wayWords = (bo) => `From “${called(bo.sourceRef)}” to “${called(bo.targetRef)}”`;
