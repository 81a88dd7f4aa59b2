import { VirtualMachine } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { MachineCounts } from './machines';

/** How all machines are, in one sentence. */
export function useMachinesSentence(
  counts: MachineCounts,
  machines: VirtualMachine[],
): string {
  const { t } = useWords();
  const { healthy, unknown } = counts;
  if (counts.total === 1 && machines.length === 1) {
    return t(`machines.answer.only.${machines[0].health}`);
  }
  const total = String(counts.total);
  if (healthy === counts.total) {
    return t('machines.answer.all', { total });
  }
  const sentence = t('machines.answer.some', {
    healthy: String(healthy),
    total,
  });
  return unknown > 0
    ? `${sentence} ${t('machines.answer.unknown', {
        unknown: String(unknown),
      })}`
    : sentence;
}
