import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
} from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ClusterFreshness } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { MachinesTable } from './MachinesTable';

/** All machines of an entity in a table that can be searched. */
export function AllMachines(props: {
  total: number;
  clusters: ClusterFreshness[];
}) {
  const { clusters } = props;
  const { t } = useWords();
  const { entity } = useEntity();
  const total = String(props.total);
  return (
    <div>
      <DialogTrigger>
        <Button size="small" variant="secondary">
          {t('machines.all', { total })}
        </Button>
        <Dialog width="64rem">
          <DialogHeader>
            {t('machines.dialogTitle', {
              total,
              component: entity.metadata.title ?? entity.metadata.name,
            })}
          </DialogHeader>
          <DialogBody>
            <MachinesTable
              entityRef={stringifyEntityRef(entity)}
              clusters={clusters}
            />
          </DialogBody>
          <DialogFooter>
            <Button variant="secondary" slot="close">
              {t('frame.close')}
            </Button>
          </DialogFooter>
        </Dialog>
      </DialogTrigger>
    </div>
  );
}
