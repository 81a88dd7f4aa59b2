import { CA_KEY_TYPES, CaKeyType, generateCaKey } from '@meshport/certificates';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { issueOnce, IssuanceTimes, makeAuthority } from './authority';
import { bareHandshakes } from './floor';

const GOAL_MS = 50;

interface Run {
  times: IssuanceTimes[];
  /** Processor time of all of them, the provider's part too, in milliseconds. */
  processorMs: number;
}

async function runOf(type: CaKeyType, count: number): Promise<Run> {
  const provider = await makeAuthority(type);
  const key = await generateCaKey(type);
  await issueOnce(provider, key);
  const times: IssuanceTimes[] = [];
  const before = process.cpuUsage();
  for (let turn = 0; turn < count; turn += 1) {
    times.push(await issueOnce(provider, key));
  }
  const { user, system } = process.cpuUsage(before);
  return { times, processorMs: (user + system) / 1000 };
}

function told(type: CaKeyType, { times, processorMs }: Run): Measurement[] {
  const ours = times.map(one => one.ours);
  const name = `issuance with keys of ${type}`;
  return [
    measured(`${name}, beside the provider and the key`, median(ours), 'ms', {
      atMost: GOAL_MS,
    }),
    measured(`${name}: the 95th percentile`, percentile(ours, 0.95), 'ms'),
    measured(
      `${name}: of it the trial handshake`,
      median(times.map(one => one.handshake)),
      'ms',
    ),
    measured(
      `${name}: processor time, with the signature of the provider`,
      processorMs / times.length,
      'ms',
      { atMost: GOAL_MS },
    ),
  ];
}

/**
 * What we add to an issuance beside the provider's answer and the making of the
 * key: request, chain, preflight with its trial handshake, and key file. The
 * first of a process is told too, because issuances are rare. Processor time is
 * told as well: the clock says more about the machine when it has other work.
 */
export async function overhead({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const count = quick ? 20 : 200;
  const provider = await makeAuthority('P-256');
  const first = await issueOnce(provider, await generateCaKey('P-256'));
  const measurements = [
    measured('the first issuance of a process, with P-256', first.ours, 'ms'),
  ];
  for (const type of CA_KEY_TYPES) {
    say(`${count} issuances with keys of ${type}`);
    measurements.push(...told(type, await runOf(type, count)));
  }
  measurements.push(
    measured(
      'floor: a bare mTLS handshake of Node.js with P-256 (median)',
      median(await bareHandshakes(count)),
      'ms',
    ),
  );
  return measurements;
}
