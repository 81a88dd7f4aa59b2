import type { InputProblem } from '../input/InputProblem';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { isHttp } from './objectParts';

/** Path of an upstream's field: of one upstream alone, the field itself. */
export type FieldOf = (index: number, field: string) => string;

type Find = (one: EgressUpstreamModel) => boolean;

/** What does not go together among upstreams that are each well-formed. */
export function upstreamConflicts(
  model: EgressGatewayModel,
  fieldOf: FieldOf,
): InputProblem[] {
  const problems: InputProblem[] = [];
  model.upstreams.forEach((upstream, index) => {
    const before = (find: Find) => model.upstreams.slice(0, index).find(find);
    const refuse = (field: string, message: string) =>
      problems.push({ field: fieldOf(index, field), message });
    checkHost(upstream, before, refuse);
    checkGatewayPort(upstream, before, refuse);
    checkExposure(model, upstream, before, refuse);
    checkTcp(upstream, before, refuse);
  });
  return problems;
}

type Refuse = (field: string, message: string) => void;
type Before = (find: Find) => EgressUpstreamModel | undefined;

function checkHost(
  { host, clientPort, id, addresses = [] }: EgressUpstreamModel,
  before: Before,
  refuse: Refuse,
): void {
  const same = before(one => one.host === host);
  if (
    same &&
    before(one => one.host === host && one.clientPort === clientPort)
  ) {
    refuse(
      'port',
      `Port ${clientPort} of ${host} is called for an upstream above already. Give another port, or take one out.`,
    );
  }
  if (same && same.id !== id) {
    refuse(
      'id',
      `The upstreams of ${host} share one id, ${same.id}. Take this out.`,
    );
  }
  if (same && (same.addresses ?? []).join() !== addresses.join()) {
    refuse(
      'addresses',
      `${host} has other addresses above. Give the same for all of its ports.`,
    );
  }
  if (before(one => one.id === id && one.host !== host)) {
    refuse('id', `The id ${id} is another upstream's. Give another.`);
  }
}

function checkGatewayPort(
  upstream: EgressUpstreamModel,
  before: Before,
  refuse: Refuse,
): void {
  const { host, gatewayPort, protocol } = upstream;
  const same = before(
    one =>
      one.gatewayPort === gatewayPort &&
      (one.host === host || one.protocol === 'TCP' || protocol === 'TCP'),
  );
  if (same) {
    refuse(
      'gatewayPort',
      `Port ${gatewayPort} of the gateway is taken by ${same.host}. Give a port of its own, or leave it out.`,
    );
  }
  if (protocol === 'TCP' && gatewayPort === 443) {
    refuse(
      'gatewayPort',
      'TCP needs a port of its own, because nothing in it tells upstreams apart. Give another, or leave it out.',
    );
  }
}

function checkExposure(
  model: EgressGatewayModel,
  upstream: EgressUpstreamModel,
  before: Before,
  refuse: Refuse,
): void {
  const { exposure, protocol } = upstream;
  if (!exposure) {
    return;
  }
  if (!isHttp(upstream)) {
    refuse(
      'exposure',
      `With ${protocol} nothing can call the upstream by another name than the client did. Choose HTTP or TLS-ORIGINATION, or take this out.`,
    );
  }
  if (model.upstreams.some(({ host }) => host === exposure.host)) {
    refuse(
      'exposure.host',
      'This is the name of an upstream. Give a host name of your own.',
    );
  }
  if (before(one => one.host === upstream.host && Boolean(one.exposure))) {
    refuse(
      'exposure',
      `${upstream.host} is exposed above already. Take one of the two out.`,
    );
  } else if (before(one => one.exposure?.host === exposure.host)) {
    refuse(
      'exposure.host',
      `${exposure.host} stands for an upstream above already. Give another name.`,
    );
  }
}

function checkTcp(
  { protocol, addresses = [], port }: EgressUpstreamModel,
  before: Before,
  refuse: Refuse,
): void {
  const rival =
    protocol === 'TCP' &&
    before(
      one =>
        one.protocol === 'TCP' &&
        one.port === port &&
        (one.addresses ?? []).some(address => addresses.includes(address)),
    );
  if (rival) {
    refuse(
      'addresses',
      `${rival.host} has one of these addresses at the same port, and nothing in TCP tells them apart. Give another.`,
    );
  }
}
