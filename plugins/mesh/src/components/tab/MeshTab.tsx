import { useEntity } from '@backstage/plugin-catalog-react';
import { hasWorkloadAnnotation } from '../../entities';
import { EntityEgressCard } from '../egress/EntityEgressCard';
import { FindingsCard } from '../findings/FindingsCard';
import { PoliciesCard } from '../policies/PoliciesCard';
import { EntityRequestsCard } from '../requests/EntityRequestsCard';
import { VersionCard } from '../version/VersionCard';
import { VirtualMachinesCard } from '../virtual-machines/VirtualMachinesCard';
import styles from './tab.module.css';

/** All that the mesh knows of one component: what is wrong first, then the evidence. */
export function MeshTab() {
  const { entity } = useEntity();
  if (!hasWorkloadAnnotation(entity)) {
    // It tells how to connect the component to its workloads.
    return (
      <div className={styles.tab}>
        <VersionCard />
      </div>
    );
  }
  return (
    <div className={styles.tab}>
      <div className={styles.wide}>
        <FindingsCard />
        <PoliciesCard />
        <EntityEgressCard />
      </div>
      <div className={styles.narrow}>
        <VersionCard />
        <VirtualMachinesCard />
        <EntityRequestsCard />
      </div>
    </div>
  );
}
