import { CA_KEY_TYPES, CaKeyType, generateCaKey } from '@meshport/certificates';
import { BenchmarkOptions } from '../frame/Benchmark';
import { measured, Measurement } from '../frame/Measurement';
import { median, percentile } from '../frame/statistics';
import { issueOnce, IssuanceTimes, makeAuthority } from './authority';
import { bareHandshakes } from './floor';

const GOAL_MS = 50;

async function timesOf(type: CaKeyType, count: number) {
  const provider = await makeAuthority(type);
  const key = await generateCaKey(type);
  const times: IssuanceTimes[] = [];
  await issueOnce(provider, key);
  for (let turn = 0; turn < count; turn += 1) {
    times.push(await issueOnce(provider, key));
  }
  return times;
}

function told(type: CaKeyType, times: IssuanceTimes[]): Measurement[] {
  const ours = times.map(one => one.ours);
  return [
    measured(
      `issuance with keys of ${type}, beside the provider and the key (median)`,
      median(ours),
      'ms',
      { atMost: GOAL_MS },
    ),
    measured(
      `issuance with keys of ${type}, beside the provider and the key (95th percentile)`,
      percentile(ours, 0.95),
      'ms',
      { atMost: GOAL_MS },
    ),
    measured(
      `issuance with keys of ${type}: of it the trial handshake (median)`,
      median(times.map(one => one.handshake)),
      'ms',
    ),
  ];
}

/**
 * What we add to an issuance beside the provider's answer and the making of the
 * key: request, chain, preflight with its trial handshake, and key file. The
 * first of a process is told too, because issuances are rare.
 */
export async function overhead({
  quick,
  say,
}: BenchmarkOptions): Promise<Measurement[]> {
  const count = quick ? 20 : 300;
  const provider = await makeAuthority('P-256');
  const first = await issueOnce(provider, await generateCaKey('P-256'));
  const measurements = [
    measured('the first issuance of a process, with P-256', first.ours, 'ms'),
  ];
  for (const type of CA_KEY_TYPES) {
    say(`${count} issuances with keys of ${type}`);
    measurements.push(...told(type, await timesOf(type, count)));
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
