// The steps of a process in the order in which somebody would tell it, numbered as the text beside the drawing numbers
// them (engine/twin.py): along the flows from the start, one branch after the other, the usual way last.

import { into, outOf } from './designer-kinds.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** @returns {{bo: object, number: string, level: number, way: boolean}[]} nodes, and the ways out where there are several. */
export function inOrder(process) {
  return [...numbered(process, '', 0)];
}

function* numbered(container, before, level) {
  const nodes = (container.get('flowElements') ?? []).filter((one) => one.$instanceOf('bpmn:FlowNode'));
  const edges = nodes.filter((one) => one.$type === 'bpmn:BoundaryEvent' && one.attachedToRef);
  for (const [index, bo] of order(nodes, edges).entries()) {
    const number = `${before}${index + 1}`;
    yield { bo, number, level, way: false };
    yield* waysOut(bo, level + 1);
    if (bo.get('flowElements')) yield* numbered(bo, `${number}.`, level + 1);
    for (const [place, edge] of edges.filter((one) => one.attachedToRef === bo).entries()) {
      yield { bo: edge, number: `${number}${LETTERS[place] ?? ''}`, level: level + 1, way: false };
      yield* waysOut(edge, level + 2);
    }
  }
}

function* waysOut(bo, level) {
  const out = outOf(bo);
  const told = out.length > 1 || out.some((flow) => flow.conditionExpression) || (bo.$instanceOf('bpmn:Gateway') && out.length && into(bo).length < 2);
  if (told) for (const flow of [...out].sort((one, other) => (one === bo.default) - (other === bo.default))) yield { bo: flow, number: '', level, way: true };
}

function order(nodes, edges) {
  const inside = new Set(nodes.filter((one) => !edges.includes(one)));
  const found = new Set();
  for (const first of [...[...inside].filter((one) => one.$type === 'bpmn:StartEvent'), ...inside]) {
    const ahead = [first];
    while (ahead.length) {
      const bo = ahead.shift();
      if (found.has(bo) || !inside.has(bo)) continue;
      found.add(bo);
      ahead.unshift(...next(bo, edges, inside));
    }
  }
  return [...found];
}

function next(bo, edges, inside) {
  const out = outOf(bo).sort((one, other) => (one === bo.default) - (other === bo.default));
  const beside = edges.filter((one) => one.attachedToRef === bo).flatMap(outOf);
  return [...out, ...beside].map((flow) => flow.targetRef).concat(otherEnd(bo, inside));
}

function otherEnd(bo, inside) {
  const link = (one) => one.get('eventDefinitions')?.find((event) => event.$type === 'bpmn:LinkEventDefinition')?.name;
  if (bo.$type !== 'bpmn:IntermediateThrowEvent' || !link(bo)) return [];
  return [...inside].filter((one) => one.$type === 'bpmn:IntermediateCatchEvent' && link(one) === link(bo));
}
