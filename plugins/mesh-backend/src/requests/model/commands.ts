import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { callerOf, Caller } from '../access/callers';
import { StoredRequest } from '../store';
import { Fault } from './Faults';
import { LEASE_MS, Model, PEOPLE } from './Model';
import { APPROVERS, AUDITORS } from './ModelInstance';
import { FREE_SUBJECT, SUBJECTS } from './modelKind';
import { Random } from './Random';

type Command = (model: Model, random: Random) => Promise<void>;

function caller(userEntityRef: string, via?: string): Caller {
  return callerOf({
    $$type: '@backstage/BackstageCredentials',
    principal: {
      type: 'user',
      userEntityRef,
      ...(via ? { actor: { type: 'service', subject: via } } : {}),
    },
  } as BackstageCredentials);
}

async function someRequest(
  model: Model,
  random: Random,
): Promise<StoredRequest | undefined> {
  const { items } = await model.store.list({
    where: { all: [] },
    limit: 50,
    offset: 0,
  });
  return items.length ? model.store.find(random.pick(items).id) : undefined;
}

const parameters = (random: Random, subject: string) => ({
  subject,
  value: `v${random.below(3)}`,
});

const create: Command = async (model, random) => {
  const subject = random.pick([...SUBJECTS, FREE_SUBJECT]);
  const who = caller(random.pick(PEOPLE.slice(0, 3)));
  await model.inProcess(random.below(2), async ({ service }) => {
    const { request } = await service.create(
      {
        kind: 'model',
        delivery: 'apply',
        parameters: parameters(random, subject),
        ...(random.chance(0.4)
          ? { idempotencyKey: `key-${random.below(3)}` }
          : {}),
      },
      who,
    );
    model.acknowledged.add(request.id);
  });
};

const edit: Command = async (model, random) => {
  const request = await someRequest(model, random);
  if (request) {
    await model.inProcess(random.below(2), ({ service }) =>
      service.edit(
        request.id,
        {
          contentHash: request.contentHash,
          parameters: parameters(random, request.subject),
        },
        caller(random.pick(PEOPLE)),
      ),
    );
  }
};

/** A person decides about a plan that was shown to them, maybe some time ago. */
const decide: Command = async (model, random) => {
  const request = await someRequest(model, random);
  if (!request) {
    return;
  }
  const who = random.pick(PEOPLE);
  const via = random.chance(0.1) ? 'plugin:scaffolder' : undefined;
  const shown = random.chance(0.1) ? 'f'.repeat(64) : request.contentHash;
  const process = random.below(2);
  if (random.chance(0.2)) {
    await edit(model, random);
  }
  await model.inProcess(process, async ({ service }) => {
    if (random.chance(0.1)) {
      await service.reject(
        request.id,
        { contentHash: shown, reason: 'no' },
        caller(who, via),
      );
      return;
    }
    const after = await service.approve(
      request.id,
      { contentHash: shown },
      caller(who, via),
    );
    const said = after.history.some(
      ({ type, actor }) =>
        (type === 'approved' || type === 'endorsed') && actor.entityRef === who,
    );
    if (!said) {
      model.violations.push('an approval that was answered is lost');
    }
    if (via || after.contentHash !== shown) {
      model.violations.push('an approval of unseen content, or by a program');
    }
  });
};

const change =
  (verb: 'cancel' | 'retry' | 'retire'): Command =>
  async (model, random) => {
    const request = await someRequest(model, random);
    if (request) {
      await model.inProcess(random.below(2), ({ service }) =>
        service[verb](request.id, {}, caller(random.pick(PEOPLE))),
      );
    }
  };

const work: Command = async (model, random) => model.work(random.below(2));

const workAtOnce: Command = async model => {
  await Promise.all([model.work(0), model.work(1)]);
};

const send: Command = async (model, random) =>
  model.inProcess(random.below(2), ({ outbox }) => outbox.send());

const wait: Command = async (model, random) => {
  model.now += random.pick([1_000, 5_000, LEASE_MS + 1_000, 400_000]);
};

const waitLong: Command = async model => {
  model.now += 31 * 24 * 3600 * 1000;
};

const arm: Command = async (model, random) => {
  model.processes[random.below(2)].faults.arm(
    random.pick<Fault>([
      'crashBefore',
      'crashAfter',
      'stallBefore',
      'stallAfter',
    ]),
    random.below(12),
  );
};

/** Somebody else changes the cluster. */
const meddle: Command = async (model, random) => {
  const name = `${random.pick([...SUBJECTS, FREE_SUBJECT])}-${random.pick([
    'a',
    'b',
  ])}`;
  const existing = model.world.objects.get(name);
  if (existing && random.chance(0.5)) {
    model.world.objects.delete(name);
    model.world.effects.push({ name, by: 'foreign', value: null });
  } else {
    model.world.set(name, `v${random.below(3)}`, 'foreign', random.chance(0.5));
  }
};

const outage: Command = async (model, random) => {
  model.world.outage = random.chance(0.4);
  model.world.broken = random.chance(0.4);
};

const movePeople: Command = async (model, random) => {
  const group = model.groups.get(random.pick([APPROVERS, AUDITORS]))!;
  const who = random.pick(PEOPLE.slice(2));
  if (!group.delete(who)) {
    group.add(who);
  }
  const person = random.pick(PEOPLE);
  if (!model.gone.delete(person) && random.chance(0.2)) {
    model.gone.add(person);
  }
};

/** One command by chance. */
export async function runCommand(model: Model, random: Random): Promise<void> {
  const command = random.weighted<Command>([
    [14, create],
    [26, decide],
    [4, edit],
    [3, change('cancel')],
    [8, change('retry')],
    [5, change('retire')],
    [18, work],
    [6, workAtOnce],
    [5, send],
    [8, wait],
    [1, waitLong],
    [14, arm],
    [7, meddle],
    [5, outage],
    [3, movePeople],
  ]);
  await command(model, random);
}
