import { ComponentType, lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useEntity } from '@backstage/plugin-catalog-react';
import { hasWorkloadAnnotation } from '../../entities';
import { EntityEgressCard } from '../egress/EntityEgressCard';
import { useWords } from '../../words/useWords';
import { LoadingState } from '../frame/LoadingState';
import { FindingsCard } from '../findings/FindingsCard';
import { PoliciesCard } from '../policies/PoliciesCard';
import { EntityRequestsCard } from '../requests/EntityRequestsCard';
import { VersionCard } from '../version/VersionCard';
import { VirtualMachinesCard } from '../virtual-machines/VirtualMachinesCard';
import { SectionList } from './SectionList';
import { readSection, TabSection } from './sections';
import { useSectionCounts } from './useSectionCounts';
import styles from './tab.module.css';

// What the first section does not show is loaded when it is wanted.
const InstancesSection = whenWanted(async () =>
  import('./InstancesSection').then(m => m.InstancesSection),
);
const RoutesSection = whenWanted(async () =>
  import('./RoutesSection').then(m => m.RoutesSection),
);
const EntitySidecarScope = whenWanted(async () =>
  import('../sidecar-scope/EntitySidecarScope').then(m => m.EntitySidecarScope),
);
const EntityCertificatesCard = whenWanted(async () =>
  import('../certificates/EntityCertificatesCard').then(
    m => m.EntityCertificatesCard,
  ),
);

/** All that the mesh knows of one component, in sections; the address says which. */
export function MeshTab() {
  const { entity } = useEntity();
  return hasWorkloadAnnotation(entity) ? (
    <ConnectedTab />
  ) : (
    // It tells how to connect the component to its workloads.
    <div className={styles.cards} data-mesh-tab>
      <VersionCard />
    </div>
  );
}

function ConnectedTab() {
  const [parameters] = useSearchParams();
  const section = readSection(parameters);
  const counts = useSectionCounts();
  const { t } = useWords();
  return (
    <div className={styles.tab} data-mesh-tab>
      <SectionList shown={section} counts={counts} />
      <div className={styles.content}>
        <Suspense
          fallback={
            <LoadingState
              title={t(`tab.section.${section}`)}
              rows={3}
              syncing={[]}
            />
          }
        >
          <Section section={section} />
        </Suspense>
      </div>
    </div>
  );
}

function Section({ section }: { section: TabSection }) {
  switch (section) {
    case 'instances':
      return (
        <>
          <InstancesSection />
          <VersionCard />
        </>
      );
    case 'calls':
      return (
        <>
          <PoliciesCard />
          <EntityEgressCard />
          <EntitySidecarScope />
        </>
      );
    case 'routes':
      return <RoutesSection />;
    case 'machines':
      return <VirtualMachinesCard />;
    case 'certificates':
      return <EntityCertificatesCard />;
    case 'findings':
      return <FindingsCard />;
    case 'requests':
      return <EntityRequestsCard />;
    default:
      return <Overview />;
  }
}

/** What is wrong first, then the evidence. */
function Overview() {
  return (
    <div className={styles.cards}>
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

function whenWanted(load: () => Promise<ComponentType>) {
  return lazy(async () => ({ default: await load() }));
}
