import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Container, Link, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterSummary,
  TetrateOnboardingAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { NoClustersState } from '../frame/NoClustersState';
import { StateBlock } from '../frame/StateBlock';
import { Section } from '../requests/Section';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import { JoinersSection } from './JoinersSection';
import { MachineRows } from './MachineRows';
import { PlaneSection } from './PlaneSection';
import { QuestionSection } from './QuestionSection';
import styles from './tetrate.module.css';
import { useOnboarding } from './useOnboarding';

/** Clusters seldom come and go (milliseconds). */
const REFRESH_MS = 60_000;
const delay = () => REFRESH_MS;

/** Tetrate's onboarding on one cluster; the address says which. */
export function TetratePage() {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getClusters({ signal }),
    [api],
  );
  const read = useRead(load, delay);
  return (
    <Container className={styles.page} data-mesh-tetrate>
      <header className={styles.part}>
        <h2 className={styles.heading}>{t('tetrate.title')}</h2>
        <Text as="p" variant="body-small" color="secondary">
          {t('tetrate.lead')}
        </Text>
      </header>
      <ReadStates read={read} title={t('tetrate.title')} rows={3}>
        {({ items }) =>
          items.length > 0 ? <Choice clusters={items} /> : <NoClustersState />
        }
      </ReadStates>
    </Container>
  );
}

function Choice({ clusters }: { clusters: ClusterSummary[] }) {
  const { t } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const cluster = parameters.get('cluster') ?? clusters[0].name;
  const { value, ...read } = useOnboarding(cluster);
  const known = value?.cluster === cluster ? value : undefined;
  return (
    <>
      <div className={styles.top}>
        <Select
          className={styles.choice}
          label={t('tetrate.cluster')}
          options={clusters.map(({ name, title }) => ({
            value: name,
            label: title ?? name,
          }))}
          value={cluster}
          onChange={name => setParameters({ cluster: String(name) })}
        />
        <Forms cluster={cluster} />
      </div>
      {known ? (
        <Standing answer={known} outage={read.error} />
      ) : (
        <ReadStates read={read} title={t('tetrate.title')} rows={4}>
          {() => null}
        </ReadStates>
      )}
    </>
  );
}

function Forms({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const machines = useTemplateForm('template:default/vm-onboarding-tetrate', {
    cluster,
  });
  const plane = useTemplateForm('template:default/tetrate-onboarding-plane', {
    cluster,
  });
  return (
    <div className={styles.buttons}>
      {machines && (
        <Link href={machines} variant="body-medium">
          {t('tetrate.join')} →
        </Link>
      )}
      {plane && (
        <Link href={plane} variant="body-medium">
          {t('tetrate.turnOn')} →
        </Link>
      )}
    </div>
  );
}

function Standing(props: { answer: TetrateOnboardingAnswer; outage?: Error }) {
  const { answer, outage } = props;
  const { t, ago } = useWords();
  if (!answer.installed) {
    return (
      <StateBlock
        status="unknown"
        title={t('tetrate.notInstalled', { cluster: answer.cluster })}
      >
        <Text as="p" variant="body-small">
          {t('tetrate.notInstalledMeans')}
        </Text>
      </StateBlock>
    );
  }
  return (
    <>
      {outage && (
        <StateBlock
          status="warning"
          title={t('tetrate.stale', {
            ago: ago(Date.parse(answer.asOf)),
            message: messageOf(outage),
          })}
        />
      )}
      {answer.notKnown.length > 0 && (
        <StateBlock status="locked" title={t('tetrate.notKnown')}>
          {answer.notKnown.map(sentence => (
            <Text key={sentence} as="p" variant="body-small">
              {sentence}
            </Text>
          ))}
        </StateBlock>
      )}
      {answer.planes.length === 0 && (
        <StateBlock status="locked" title={t('tetrate.plane.none')} />
      )}
      {answer.planes.map(plane => (
        <PlaneSection key={`${plane.namespace}/${plane.name}`} plane={plane} />
      ))}
      <JoinersSection joiners={answer.joiners} />
      <QuestionSection cluster={answer.cluster} />
      <Section title={t('tetrate.machines.title')}>
        <MachineRows machines={answer.machines} />
      </Section>
    </>
  );
}
