import { MachineDrift } from '@meshport/backstage-plugin-mesh-common';
import { VmOnboardingInput, vmHostsBlock, vmHostsDrift } from '@meshport/istio';
import { Handout } from './Handout';

/** What machines were given, and what they would be given now. */
export interface DriftFacts {
  /** Of the group, newest first; those of earlier requests of it too. */
  handouts: readonly Handout[];
  machines: VmOnboardingInput;
  /** Where machines reach istiod now; undefined when that is not known. */
  istiodAddress: string | undefined;
}

/**
 * What machines were given that holds no more. Of each machine its last bundle
 * counts; nobody looks at the files on a machine.
 */
export function driftOf({
  handouts,
  machines,
  istiodAddress,
}: DriftFacts): MachineDrift[] {
  const latest = latestOfEach(handouts);
  const moved =
    istiodAddress === undefined
      ? []
      : latest.filter(one => one.facts.istiodAddress !== istiodAddress);
  const block = vmHostsBlock(machines);
  const old = latest.filter(one => one.hostsBlock !== block);
  return [
    ...(moved.length
      ? [
          {
            code: 'ISTIOD_ADDRESS' as const,
            text: `${whose(moved)} told that istiod is at ${[
              ...new Set(
                moved.map(one => one.facts.istiodAddress || 'no address'),
              ),
            ].join(', ')}; it is at ${
              istiodAddress || 'none that is known'
            } now.`,
            mend: 'They stay connected as long as the old address is reached. Give them a new code: the script writes /etc/hosts anew.',
          },
        ]
      : []),
    ...(old.length
      ? [
          {
            code: 'HOSTS_BLOCK' as const,
            text: `${whose(
              old,
            )} given another block of /etc/hosts than belongs there now.`,
            mend: 'Give them a new code: the script writes the block anew.',
            lines: [
              ...new Set(
                old.flatMap(one => vmHostsDrift(one.hostsBlock, machines)),
              ),
            ],
          },
        ]
      : []),
  ];
}

function latestOfEach(handouts: readonly Handout[]): Handout[] {
  const machines = new Map<string, Handout>();
  handouts.forEach(one => {
    const key = one.address ?? one.machineName ?? one.hostname ?? '';
    if (!machines.has(key)) {
      machines.set(key, one);
    }
  });
  return [...machines.values()];
}

function whose(handouts: readonly Handout[]): string {
  const names = handouts.map(
    one => one.hostname ?? one.machineName ?? one.address,
  );
  const known = names.filter(one => one !== undefined);
  if (known.length < names.length) {
    return known.length
      ? `${known.join(', ')} and a machine with a downloaded bundle were`
      : 'A machine with a downloaded bundle was';
  }
  const shown = known.slice(0, 5).join(', ');
  const more = known.length > 5 ? ` and ${known.length - 5} more` : '';
  return `${shown}${more} ${known.length === 1 ? 'was' : 'were'}`;
}
