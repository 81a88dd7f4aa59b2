import { useCallback } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  RemoteLink,
  RemoteLinkDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { meshRemoteClustersApiRef } from '../../api';
import { remoteClustersRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import { AddressSection } from './AddressSection';
import { Alarms } from './Alarms';
import { AnswerStates } from '../frame/AnswerStates';
import { remoteName, syncMark } from './linkStanding';
import { NextSection } from './NextSection';
import { PreflightSection } from './PreflightSection';
import { SecretsSection } from './SecretsSection';
import { SetupSection } from './SetupSection';
import { SyncSection } from './SyncSection';
import styles from './remote.module.css';

/** One link: whether it holds, with what, what is wrong, and what to do. */
export function LinkPage() {
  const { primary = '', remote = '' } = useParams();
  const api = useApi(meshRemoteClustersApiRef);
  const list = useRouteRef(remoteClustersRouteRef);
  const { t } = useWords();
  const load = useCallback(
    (signal: AbortSignal) => api.getLink({ primary, remote }, { signal }),
    [api, primary, remote],
  );
  const state = useMeshAnswer<RemoteLink>(load, useNudges());
  const gone = t('remote.gone.title', { primary, remote });
  return (
    <Container className={styles.page} data-mesh-remote-clusters>
      {list && (
        <div>
          <Link href={list()} variant="body-small">
            {t('remote.back')}
          </Link>
        </div>
      )}
      <AnswerStates<RemoteLink, RemoteLinkDetail>
        state={state}
        title={t('remote.one')}
        empty={{
          title: gone,
          titleIn: () => gone,
          next: t('remote.gone.next'),
        }}
        besideEmpty={({ preflight }) =>
          preflight && (
            <>
              <PreflightSection report={preflight} />
              <SetupSection primary={primary} remote={remote} />
            </>
          )
        }
      >
        {({ items: [link], preflight }) => (
          <>
            <Heading link={link} />
            <div className={styles.columns}>
              <div className={styles.column}>
                <SyncSection link={link} />
                <SecretsSection link={link} />
                <AddressSection address={link.address} />
              </div>
              <div className={styles.column}>
                <Section title={t('remote.alarms.title')}>
                  {link.alarms.length ? (
                    <Alarms alarms={link.alarms} />
                  ) : (
                    <StateBlock status="ok" title={t('remote.alarms.none')} />
                  )}
                </Section>
                <NextSection link={link} />
              </div>
            </div>
            {preflight && <PreflightSection report={preflight} />}
            <SetupSection primary={primary} remote={remote} />
          </>
        )}
      </AnswerStates>
    </Container>
  );
}

function Heading({ link }: { link: RemoteLink }) {
  const { t } = useWords();
  return (
    <header className={styles.cell}>
      <h2 className={styles.heading}>
        {t('remote.link', {
          primary: link.primary,
          remote: remoteName(link),
        })}
      </h2>
      <div className={styles.line}>
        <StatusIcon status={syncMark(link)} />
        <Text as="p" variant="body-medium" weight="bold">
          {t(`remote.sync.${link.sync}`)}
          {link.syncWhy && `: ${link.syncWhy}`}
        </Text>
      </div>
    </header>
  );
}
