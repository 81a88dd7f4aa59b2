import { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import {
  RemoteLink,
  RemoteSecretView,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import styles from './remote.module.css';

/** With what istiod gets into the remote; no credential is among it. */
export function SecretsSection({ link }: { link: RemoteLink }) {
  const { t } = useWords();
  const { secrets, secretsWhy } = link;
  return (
    <Section title={t('remote.secrets.title')}>
      {!secrets && (
        <Text as="p" variant="body-small">
          {t('remote.secrets.unread', { why: secretsWhy ?? '' })}
        </Text>
      )}
      {secrets?.length === 0 && (
        <Text as="p" variant="body-small">
          {t('remote.secrets.none')}
        </Text>
      )}
      {secrets?.map(secret => (
        <Secret key={`${secret.namespace}/${secret.name}`} secret={secret} />
      ))}
    </Section>
  );
}

function Secret({ secret }: { secret: RemoteSecretView }) {
  const { t, day } = useWords();
  const at = (time: string, words: ReactNode) => (
    <Moment time={Date.parse(time)}>{words}</Moment>
  );
  const facts: [string, ReactNode][] = [
    [t('remote.secrets.server'), secret.server],
    [t('remote.secrets.serverName'), secret.tlsServerName],
    [t('remote.secrets.proxy'), secret.proxyUrl],
    [t('remote.secrets.fingerprint'), secret.caFingerprint],
    [
      t('remote.secrets.caExpires'),
      secret.caExpires &&
        at(secret.caExpires, day(Date.parse(secret.caExpires))),
    ],
    [t('remote.secrets.account'), secret.serviceAccount],
    [t('remote.secrets.token'), <Token key="token" secret={secret} />],
  ];
  const shown = facts.filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return (
    <div className={styles.cell}>
      <Text as="p" variant="body-small" weight="bold">
        <span className={styles.mono}>
          {secret.namespace}/{secret.name}
        </span>
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {makerOf(secret, t)}
      </Text>
      {secret.problem && (
        <div className={styles.line}>
          <StatusIcon status="bad" />
          <Text as="p" variant="body-small">
            {secret.problem}
          </Text>
        </div>
      )}
      <dl className={styles.facts}>
        {shown.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
    </div>
  );
}

function makerOf(
  { ours, managers }: RemoteSecretView,
  t: ReturnType<typeof useWords>['t'],
): string {
  if (ours) {
    return t('remote.secrets.ours');
  }
  return managers.length
    ? t('remote.secrets.foreign', { managers: managers.join(', ') })
    : t('remote.secrets.unknownMaker');
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

function Token({ secret }: { secret: RemoteSecretView }) {
  const { t, day } = useWords();
  const { auth, tokenKind, tokenIssued, tokenExpires } = secret;
  if (auth !== 'token') {
    return <>{t(`remote.secrets.auth.${auth}`)}</>;
  }
  const said = [
    tokenIssued &&
      t('remote.secrets.issued', { day: day(Date.parse(tokenIssued)) }),
    tokenExpires &&
      t('remote.secrets.expires', { day: day(Date.parse(tokenExpires)) }),
    !tokenExpires &&
      tokenKind === 'long-lived' &&
      t('remote.secrets.longLived'),
  ].filter(Boolean);
  return <>{said.join(', ') || t('remote.secrets.auth.token')}</>;
}
