import { VirtualMachine } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { sinceOf } from './machines';

/** How long a machine is healthy, or when it stopped to be. */
export function Since({ machine }: { machine: VirtualMachine }) {
  const { t, lasting } = useWords();
  const since = sinceOf(machine);
  if (since === undefined) {
    return null;
  }
  return machine.health === 'healthy' ? (
    <Moment time={since}>
      {t('machines.for', { duration: lasting(since) })}
    </Moment>
  ) : (
    <Moment time={since} />
  );
}
