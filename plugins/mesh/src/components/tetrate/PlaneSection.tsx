import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import { TetratePlane } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import parts from '../parts/parts.module.css';
import { FindingList } from '../requests/PlanSection';
import { Section } from '../requests/Section';
import styles from './tetrate.module.css';

/** One onboarding plane: whether it is on, where, and what is wrong with it. */
export function PlaneSection({ plane }: { plane: TetratePlane }) {
  const { t } = useWords();
  const { name, namespace, enabled, hosts, findings, packages } = plane;
  const isWrong =
    findings.some(one => one.severity === 'error') ||
    plane.workloads.some(one => !one.available);
  return (
    <Section title={t('tetrate.plane.title', { name: `${namespace}/${name}` })}>
      <StateBlock
        status={(!enabled && 'unknown') || (isWrong ? 'bad' : 'ok')}
        title={
          enabled
            ? t(isWrong ? 'tetrate.plane.onWithProblems' : 'tetrate.plane.on', {
                hosts: formatNames(hosts),
              })
            : t('tetrate.plane.off')
        }
      />
      {enabled && (
        <>
          <PlaneFacts plane={plane} />
          {findings.length > 0 && <FindingList findings={findings} />}
          <details className={styles.more}>
            <summary>{t('tetrate.plane.repository')}</summary>
            {packages.length === 0 ? (
              <Text as="p" variant="body-small">
                {t('tetrate.plane.noRepository')}
              </Text>
            ) : (
              <ul className={styles.rows}>
                {packages.map(({ url }) => (
                  <li key={url}>
                    <span className={parts.mono}>{url}</span>
                  </li>
                ))}
              </ul>
            )}
          </details>
        </>
      )}
    </Section>
  );
}

function PlaneFacts({ plane }: { plane: TetratePlane }) {
  const { t, day } = useWords();
  const { gateway, secretName, certificateEnds, issuers, workloads } = plane;
  return (
    <dl className={styles.facts}>
      <Fact name={t('tetrate.plane.gateway')}>
        {gateway ?? t('tetrate.plane.noGateway')}
      </Fact>
      <Fact name={t('tetrate.plane.certificate')}>
        {certificateEnds
          ? t('tetrate.plane.certificateIn', {
              secret: secretName ?? '',
              day: day(Date.parse(certificateEnds)),
            })
          : t('tetrate.plane.certificateUnread', { secret: secretName ?? '' })}
      </Fact>
      <Fact name={t('tetrate.plane.lifetime')}>
        {plane.tokenLifetime ?? t('tetrate.plane.lifetimeDefault')}
      </Fact>
      <Fact name={t('tetrate.plane.audience')}>
        {plane.uid ?? t('tetrate.plane.audienceDefault')}
      </Fact>
      <Fact name={t('tetrate.plane.issuers')}>
        {issuers.length
          ? formatNames(issuers.map(({ issuer }) => issuer))
          : t('tetrate.plane.noIssuers')}
      </Fact>
      <Fact name={t('tetrate.plane.workloads')}>
        <ul className={styles.plain}>
          {workloads.map(({ name, available }) => (
            <li key={name}>
              {t(
                available
                  ? 'tetrate.plane.available'
                  : 'tetrate.plane.unavailable',
                { name },
              )}
            </li>
          ))}
        </ul>
      </Fact>
    </dl>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
