import { Button, Text } from '@backstage/ui';
import {
  MeshAnswer,
  VirtualMachine,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/egress.module.css';
import { MachineRow } from '../MachineRow';
import { countsOf, keyOf } from '../machines';
import machines from '../machines.module.css';
import { useMachinesSentence } from '../useMachinesSentence';
import { FleetFilter, isFiltered } from './fleetFilter';

/** A page of machines, with how all of them are in one sentence. */
export function FleetMachines(props: {
  answer: MeshAnswer<VirtualMachine>;
  filter: FleetFilter;
  show: (next: Partial<FleetFilter>) => void;
}) {
  const { answer, filter, show } = props;
  const { items, page } = answer;
  const { t } = useWords();
  const sentence = useMachinesSentence(countsOf(answer), items);
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {sentence}
        {isFiltered(filter) &&
          page &&
          ` ${
            page.total === 1
              ? t('machines.fleet.foundOne')
              : t('machines.fleet.found', { total: String(page.total) })
          }`}
      </Text>
      <ul className={machines.rows}>
        {items.map(machine => (
          <MachineRow
            key={keyOf(machine)}
            machine={machine}
            clusters={answer.clusters}
            nameCluster
            nameGroup
          />
        ))}
      </ul>
      <div className={styles.filters}>
        {filter.after && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => show({ after: undefined })}
          >
            {t('machines.fleet.firstPage')}
          </Button>
        )}
        {page?.nextCursor && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => show({ after: page.nextCursor })}
          >
            {t('machines.fleet.nextPage')}
          </Button>
        )}
      </div>
    </>
  );
}
