// What may be drawn, in words that a designer of services would use. Only what the engine runs is offered; the check
// says so too (docs/diagrams.md). Whatever else a file holds is shown and kept, and the findings say what to draw instead.

const EVENT = (kind) => `bpmn:${kind}EventDefinition`;

/** key, words, type; event: what it is about; attrs: how it is made; icon: of bpmn-js's font; family: what may become what. */
export const KINDS = [
  { key: 'person', family: 'step', words: 'Task for a person', type: 'bpmn:UserTask', icon: 'user-task' },
  { key: 'operation', family: 'step', words: 'Automatic step', type: 'bpmn:ServiceTask', icon: 'service-task' },
  { key: 'rule', family: 'step', words: 'Decision table', type: 'bpmn:BusinessRuleTask', icon: 'business-rule-task' },
  { key: 'call', family: 'step', words: 'Another process', type: 'bpmn:CallActivity', icon: 'call-activity' },
  { key: 'part', family: 'step', words: 'Part with steps of its own', type: 'bpmn:SubProcess', attrs: { isExpanded: true }, icon: 'subprocess-expanded' },
  { key: 'hand', family: 'step', words: 'Step by hand', type: 'bpmn:ManualTask', icon: 'manual-task' },
  { key: 'receive', family: 'step', words: 'Step that waits for a message', type: 'bpmn:ReceiveTask', icon: 'receive-task' },

  { key: 'choice', family: 'gateway', words: 'Decision: one way', type: 'bpmn:ExclusiveGateway', icon: 'gateway-xor' },
  { key: 'all', family: 'gateway', words: 'All ways at once', type: 'bpmn:ParallelGateway', icon: 'gateway-parallel' },
  { key: 'several', family: 'gateway', words: 'Decision: every way that holds', type: 'bpmn:InclusiveGateway', icon: 'gateway-or' },
  { key: 'first', family: 'gateway', words: 'Whatever comes first', type: 'bpmn:EventBasedGateway', icon: 'gateway-eventbased' },

  { key: 'time', family: 'middle', words: 'Wait for a time', type: 'bpmn:IntermediateCatchEvent', event: EVENT('Timer'), icon: 'intermediate-event-catch-timer' },
  { key: 'message', family: 'middle', words: 'Wait for a message', type: 'bpmn:IntermediateCatchEvent', event: EVENT('Message'), icon: 'intermediate-event-catch-message' },
  { key: 'condition', family: 'middle', words: 'Wait until something holds', type: 'bpmn:IntermediateCatchEvent', event: EVENT('Conditional'), icon: 'intermediate-event-catch-condition' },
  { key: 'signal', family: 'middle', words: 'Wait for a signal', type: 'bpmn:IntermediateCatchEvent', event: EVENT('Signal'), icon: 'intermediate-event-catch-signal' },
  { key: 'raise_signal', family: 'middle', words: 'Raise a signal', type: 'bpmn:IntermediateThrowEvent', event: EVENT('Signal'), icon: 'intermediate-event-throw-signal' },
  { key: 'raise_escalation', family: 'middle', words: 'Raise an escalation', type: 'bpmn:IntermediateThrowEvent', event: EVENT('Escalation'), icon: 'intermediate-event-throw-escalation' },
  { key: 'mark', family: 'middle', words: 'Mark', type: 'bpmn:IntermediateThrowEvent', icon: 'intermediate-event-none' },
  { key: 'link_to', family: 'middle', words: 'Link to another place', type: 'bpmn:IntermediateThrowEvent', event: EVENT('Link'), icon: 'intermediate-event-throw-link' },
  { key: 'link_from', family: 'middle', words: 'Link from another place', type: 'bpmn:IntermediateCatchEvent', event: EVENT('Link'), icon: 'intermediate-event-catch-link' },

  { key: 'start', family: 'start', words: 'Start', type: 'bpmn:StartEvent', icon: 'start-event-none' },
  { key: 'start_message', family: 'start', words: 'Start with a message', type: 'bpmn:StartEvent', event: EVENT('Message'), icon: 'start-event-message' },

  { key: 'end', family: 'end', words: 'End', type: 'bpmn:EndEvent', icon: 'end-event-none' },
  { key: 'end_all', family: 'end', words: 'End of everything', type: 'bpmn:EndEvent', event: EVENT('Terminate'), icon: 'end-event-terminate' },
  { key: 'end_error', family: 'end', words: 'End with an error', type: 'bpmn:EndEvent', event: EVENT('Error'), icon: 'end-event-error' },
  { key: 'end_escalation', family: 'end', words: 'End with an escalation', type: 'bpmn:EndEvent', event: EVENT('Escalation'), icon: 'end-event-escalation' },
  { key: 'end_signal', family: 'end', words: 'End with a signal', type: 'bpmn:EndEvent', event: EVENT('Signal'), icon: 'end-event-signal' },

  { key: 'edge_time', family: 'edge', words: 'When a time is over', type: 'bpmn:BoundaryEvent', event: EVENT('Timer'), icon: 'intermediate-event-catch-timer' },
  { key: 'edge_message', family: 'edge', words: 'When a message comes', type: 'bpmn:BoundaryEvent', event: EVENT('Message'), icon: 'intermediate-event-catch-message' },
  { key: 'edge_error', family: 'edge', words: 'When an error arises', type: 'bpmn:BoundaryEvent', event: EVENT('Error'), icon: 'intermediate-event-catch-error' },
  { key: 'edge_escalation', family: 'edge', words: 'When something is escalated', type: 'bpmn:BoundaryEvent', event: EVENT('Escalation'), icon: 'intermediate-event-catch-escalation' },
  { key: 'edge_signal', family: 'edge', words: 'When a signal comes', type: 'bpmn:BoundaryEvent', event: EVENT('Signal'), icon: 'intermediate-event-catch-signal' },
  { key: 'edge_condition', family: 'edge', words: 'When something holds', type: 'bpmn:BoundaryEvent', event: EVENT('Conditional'), icon: 'intermediate-event-catch-condition' },
];

export const KIND = Object.fromEntries(KINDS.map((kind) => [kind.key, kind]));

/** What may be put after a step, as the list of steps offers it: [group, keys]. */
export const AFTER = [
  ['Steps', ['person', 'operation', 'rule', 'call', 'part']],
  ['Decisions', ['choice', 'all', 'several', 'first']],
  ['Waits', ['time', 'message', 'condition']],
  ['Ends', ['end', 'end_all', 'end_error']],
];
export const AT_EDGE = ['While this step is open', ['edge_time', 'edge_message', 'edge_escalation', 'edge_error', 'edge_signal', 'edge_condition']];

/** The one thing that an event is about, undefined for a plain one. */
export const definition = (bo) => bo.get('eventDefinitions')?.[0];

const flows = (bo) => (bo.$parent?.get('flowElements') ?? []).filter((one) => one.$type === 'bpmn:SequenceFlow');
/** The ways out of a node, and into it: as the flows say, for not every tool lists them with the node. */
export const outOf = (bo) => flows(bo).filter((flow) => flow.sourceRef === bo);
export const into = (bo) => flows(bo).filter((flow) => flow.targetRef === bo);

/** @returns {object|undefined} which of our kinds a business object is; undefined for what is not offered here. */
export function kindOf(bo) {
  const event = bo.$instanceOf('bpmn:Event') ? definition(bo)?.$type : undefined;
  return KINDS.find((kind) => kind.type === bo.$type && kind.event === event);
}

/** What an element is, in words: also for what cannot be drawn here. */
export function kindWords(bo) {
  if (bo.$type === 'bpmn:SequenceFlow') return 'Way';
  const plain = bo.$type.replace('bpmn:', '').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return kindOf(bo)?.words ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** How an element is called where people read it. */
export const called = (bo) => (bo.get('name') || '').replace(/\s+/g, ' ').trim() || `${kindWords(bo)} without a name`;
