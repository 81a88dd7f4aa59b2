import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  ClusterCertificates,
  ClusterCertificatesDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshCertificatesApiRef } from '../../api';
import { certificatesRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { AnswerStates } from '../frame/AnswerStates';
import { Alarms } from '../remote-clusters/Alarms';
import { Section } from '../requests/Section';
import { ChainSection } from './ChainSection';
import { EndText } from './EndText';
import { IssuanceList } from './IssuanceList';
import { ListsSection } from './ListsSection';
import { NextSection } from './NextSection';
import { RootChangeSection } from './RootChangeSection';
import { SourceText } from './SourceText';
import { TrustSection } from './TrustSection';
import { Unknowns } from './Unknowns';
import layout from '../remote-clusters/remote.module.css';

/** One cluster: who signs, with which chain, whom its proxies trust, and what was issued. */
export function ClusterPage() {
  const { cluster = '' } = useParams();
  const api = useApi(meshCertificatesApiRef);
  const list = useRouteRef(certificatesRouteRef);
  const { t } = useWords();
  const load = useCallback(
    (signal: AbortSignal) => api.getCluster(cluster, { signal }),
    [api, cluster],
  );
  const state = useMeshAnswer<ClusterCertificates>(load, useNudges());
  const gone = t('certificates.gone.title', { cluster });
  return (
    <Container className={layout.page} data-mesh-certificates>
      {list && (
        <div>
          <Link href={list()} variant="body-small">
            {t('certificates.back')}
          </Link>
        </div>
      )}
      <AnswerStates<ClusterCertificates, ClusterCertificatesDetail>
        state={state}
        title={t('certificates.one')}
        empty={{
          title: gone,
          titleIn: () => gone,
          next: t('certificates.gone.next'),
        }}
      >
        {({ items: [certificates], details }) => (
          <>
            <header className={layout.cell}>
              <h2 className={layout.heading}>
                {t('certificates.of', {
                  cluster: certificates.title ?? certificates.cluster,
                })}
              </h2>
              <SourceText certificates={certificates} />
              {certificates.source !== 'none' && (
                <EndText ends={certificates.ends} />
              )}
            </header>
            {certificates.alarms.length > 0 && (
              <Section title={t('certificates.need')}>
                <Alarms alarms={certificates.alarms} />
              </Section>
            )}
            {certificates.rootChange && (
              <RootChangeSection change={certificates.rootChange} />
            )}
            <Body certificates={certificates} details={details} />
          </>
        )}
      </AnswerStates>
    </Container>
  );
}

function Body(props: {
  certificates: ClusterCertificates;
  details: ClusterCertificatesDetail['details'];
}) {
  const { certificates, details } = props;
  const { t } = useWords();
  if (!details) {
    return <ChainSection certificates={certificates} />;
  }
  return (
    <div className={layout.columns}>
      <div className={layout.column}>
        <ChainSection certificates={certificates} />
        <Section title={t('certificates.history.title')}>
          {details.history.length > 0 ? (
            <IssuanceList issuances={details.history} />
          ) : (
            <Text as="p" variant="body-small">
              {t('certificates.history.none')}
            </Text>
          )}
        </Section>
      </div>
      <div className={layout.column}>
        <NextSection certificates={certificates} details={details} />
        <TrustSection certificates={certificates} details={details} />
        <ListsSection details={details} />
        <Unknowns unknown={details.unknown} />
      </div>
    </div>
  );
}
