import { useCallback, useState } from 'react';
import { Button, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  RemoteSetupPlan,
  RemoteSetupRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRemoteClustersApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Section } from '../requests/Section';
import { useRead } from '../requests/useRead';
import { FileBlock } from '../tetrate/FileBlock';
import styles from './remote.module.css';

const INSTALLS = ['helm', 'istioOperator'] as const;
const KINDS = ['remote', 'primary'] as const;

/** Revisions come and go seldom (milliseconds). */
const DELAY_MS = 60_000;
const delay = () => DELAY_MS;

/** What has to be installed for a pair, step by step with its files; drafts that change nothing. */
export function SetupSection(props: { primary: string; remote: string }) {
  const { primary, remote } = props;
  const { t } = useWords();
  const api = useApi(meshRemoteClustersApiRef);
  const [install, setInstall] = useState<RemoteSetupRequest['install']>('helm');
  const [remoteKind, setKind] = useState<'remote' | 'primary'>('remote');
  const [chosen, setRevision] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) => api.getChoices({ signal }),
    [api],
  );
  const revisions = (
    useRead(load, delay).value?.clusters.find(one => one.name === primary)
      ?.revisions ?? []
  ).map(({ revision }) => revision || 'default');
  const revision = chosen ?? revisions[0];
  const [plan, setPlan] = useState<RemoteSetupPlan>();
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);

  async function draft() {
    setPending(true);
    setPlan(undefined);
    try {
      setPlan(
        await api.setup({
          primary,
          remote,
          remoteKind,
          install,
          ...(revisions.length > 1 ? { revision } : {}),
        }),
      );
      setError(undefined);
    } catch (cause) {
      setError(cause as Error);
    } finally {
      setPending(false);
    }
  }
  return (
    <Section title={t('remote.setup.title')}>
      <Text as="p" variant="body-small">
        {t('remote.setup.lead', { remote })}
      </Text>
      <div className={styles.choices}>
        <Select
          label={t('remote.setup.kind', { remote })}
          options={KINDS.map(id => ({ id, label: t(`remote.setup.${id}`) }))}
          value={remoteKind}
          onChange={key => setKind(key as 'remote' | 'primary')}
        />
        <Select
          label={t('remote.setup.install')}
          options={INSTALLS.map(id => ({ id, label: t(`remote.setup.${id}`) }))}
          value={install}
          onChange={key => setInstall(key as RemoteSetupRequest['install'])}
        />
        {revisions.length > 1 && (
          <Select
            label={t('remote.setup.revision', { primary })}
            options={revisions.map(id => ({ id, label: id }))}
            value={revision}
            onChange={key => setRevision(String(key))}
          />
        )}
      </div>
      <div>
        <Button
          size="small"
          variant="secondary"
          isPending={isPending}
          onPress={draft}
        >
          {t('remote.setup.draft')}
        </Button>
      </div>
      {error && (
        <StateBlock status="bad" title={t('remote.setup.error')}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
        </StateBlock>
      )}
      {plan && <Steps plan={plan} />}
    </Section>
  );
}

function Steps({ plan }: { plan: RemoteSetupPlan }) {
  const { steps, files } = plan;
  return (
    <ol className={styles.steps} data-mesh-remote-setup>
      {steps.map(({ title, cluster, text, files: paths }) => (
        <li key={`${cluster} ${title}`}>
          <Text as="p" variant="body-small" weight="bold">
            {title} ({cluster})
          </Text>
          <Text as="p" variant="body-small">
            {text}
          </Text>
          {files
            .filter(({ path }) => paths.includes(path))
            .map(({ path, use, content }) => (
              <FileBlock
                key={path}
                title={path}
                about={use}
                name={path.split('/').pop()!}
                content={content}
              />
            ))}
        </li>
      ))}
    </ol>
  );
}
