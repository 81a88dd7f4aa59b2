import { statusOf } from '../lifecycle';
import { StoredRequest } from '../store';
import { Model } from './Model';

/** What the histories were when they were looked at last, as JSON. */
export type Remembered = Map<string, string[]>;

async function allRequests(model: Model): Promise<StoredRequest[]> {
  const { items } = await model.store.list({
    where: { all: [] },
    limit: 1000,
    offset: 0,
  });
  const found = await Promise.all(items.map(({ id }) => model.store.find(id)));
  return found.filter(one => one !== undefined);
}

/** What has to hold at any time; adds to the model's violations. */
export async function checkAlways(
  model: Model,
  remembered: Remembered,
): Promise<void> {
  const requests = await allRequests(model);
  for (const id of model.acknowledged) {
    if (!requests.some(request => request.id === id)) {
      model.violations.push('a request is lost');
    }
  }
  for (const request of requests) {
    const steps = request.history.map(step => JSON.stringify(step));
    const before = remembered.get(request.id) ?? [];
    if (before.some((step, index) => step !== steps[index])) {
      model.violations.push('a history was rewritten');
    }
    remembered.set(request.id, steps);
    const gap = request.history.some(
      (step, index) => step.sequence !== index + 1,
    );
    if (gap || request.sequence !== request.history.length) {
      model.violations.push('a history has a gap');
    }
    try {
      if (statusOf(request.history) !== request.status) {
        model.violations.push('a status is not what its history says');
      }
    } catch {
      model.violations.push('a history cannot be');
    }
  }
  checkOneEffect(model);
}

/** Between two changes of an object by one request somebody else changed it. */
function checkOneEffect(model: Model): void {
  const last = new Map<string, string>();
  for (const { name, by } of model.world.effects) {
    if (by !== 'foreign' && last.get(name) === by) {
      const effects = model.world.effects.filter(one => one.name === name);
      const deleted = effects.some(one => one.by === by && one.value === null);
      if (!deleted) {
        model.violations.push(`two effects of one request on ${name}`);
      }
    }
    last.set(name, by);
  }
}

/** Statuses in which a request may rest when nothing more is to be done. */
const RESTING = [
  'requested',
  'ready',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'retired',
];

/** What has to hold when everything that can be done was done. */
export async function checkAtRest(model: Model): Promise<void> {
  for (const request of await allRequests(model)) {
    if (!RESTING.includes(request.status)) {
      model.violations.push(`a request is stuck: ${request.status}`);
    }
    for (const { sequence } of request.history) {
      if (!model.published.has(`${request.id}/${sequence}`)) {
        model.violations.push('an event did not leave');
      }
    }
    if (request.status === 'ready') {
      checkEffect(model, request);
    }
  }
}

/** What is ready was written, whatever came after it. */
function checkEffect(model: Model, request: StoredRequest): void {
  for (const { manifest } of request.plan.objects) {
    const { metadata, value } = manifest as any;
    const was = model.world.effects.some(
      effect => effect.name === metadata.name && effect.value === value,
    );
    if (!was) {
      model.violations.push('a request is ready without its effect');
    }
  }
}
