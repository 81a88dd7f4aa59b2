import { Text } from '@backstage/ui';
import {
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { AllMachines } from './AllMachines';
import { JoinAnother } from './JoinAnother';
import { MachineRow } from './MachineRow';
import { SHOWN_MACHINES, countsOf, keyOf, sortMachines } from './machines';
import { useMachinesSentence } from './useMachinesSentence';
import styles from './machines.module.css';

/** What a machine in a mesh is, for who has none yet. */
const DOCUMENTATION =
  'https://istio.io/latest/docs/setup/install/virtual-machine/';

const readMachines: ReadAnswer<VirtualMachine> = (api, entityRef, options) =>
  api.getVirtualMachines(entityRef, {
    ...options,
    limit: SHOWN_MACHINES,
    order: 'health',
  });

/** The machines outside Kubernetes that run an entity, and how they are. */
export function VirtualMachinesCard() {
  const { t } = useWords();
  return (
    <AnswerCard<VirtualMachine>
      title={t('machines.title')}
      read={readMachines}
      rows={3}
      empty={{
        title: t('machines.empty.title'),
        titleIn: clusters => t('machines.empty.titleIn', { clusters }),
        next: t('machines.empty.next'),
        more: { label: t('machines.empty.more'), url: DOCUMENTATION },
      }}
      besideEmpty={() => <JoinAnother />}
    >
      {answer => <MachinesAnswer answer={answer} />}
    </AnswerCard>
  );
}

function MachinesAnswer({ answer }: { answer: MeshAnswer<VirtualMachine> }) {
  const counts = countsOf(answer);
  const sentence = useMachinesSentence(counts, answer.items);
  const machines = sortMachines(answer.items);
  const severalClusters = answer.clusters.length > 1;
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {sentence}
      </Text>
      <ul className={styles.rows} data-mesh-machine-rows>
        {machines.slice(0, SHOWN_MACHINES).map(machine => (
          <MachineRow
            key={keyOf(machine)}
            machine={machine}
            clusters={answer.clusters}
            nameCluster={severalClusters}
          />
        ))}
      </ul>
      {counts.total > SHOWN_MACHINES && (
        <AllMachines total={counts.total} clusters={answer.clusters} />
      )}
      <JoinAnother machine={machines[0]} />
    </>
  );
}
