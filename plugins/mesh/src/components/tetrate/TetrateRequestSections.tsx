import { useCallback } from 'react';
import { Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  MeshRequestDetail,
  TetrateFiles,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshTetrateApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { TryAgain } from '../frame/ErrorState';
import { StateBlock } from '../frame/StateBlock';
import { CopyButton } from '../parts/CopyButton';
import parts from '../parts/parts.module.css';
import { SkeletonLine } from '../parts/SkeletonLine';
import { Section } from '../requests/Section';
import { useRead } from '../requests/useRead';
import { FileBlock } from './FileBlock';
import { LikelyCauses } from './LikelyCauses';
import { MachineRows } from './MachineRows';
import styles from './tetrate.module.css';
import { useOnboarding } from './useOnboarding';

/** Statuses in which a machine that runs the script is let in. */
const OPEN = ['provisioning', 'ready'];

/** Statuses in which no machine can join by the request any more. */
const OVER = ['rejected', 'cancelled', 'expired', 'retiring', 'retired'];

/** The files change only with the request (milliseconds). */
const DELAY_MS = 300_000;
const delay = () => DELAY_MS;

/** Of a request for machines by Tetrate: what to run on them, and which have joined. */
export function TetrateRequestSections(props: { request: MeshRequestDetail }) {
  const { request } = props;
  return OVER.includes(request.status) ? null : (
    <>
      <FilesSection request={request} />
      {OPEN.includes(request.status) && <MachinesSection request={request} />}
    </>
  );
}

function FilesSection({ request }: { request: MeshRequestDetail }) {
  const { t } = useWords();
  const api = useApi(meshTetrateApiRef);
  const { id, contentHash } = request;
  const load = useCallback(
    async (signal: AbortSignal) => ({
      files: await api.getFiles(id, { signal }),
      // Another plan has other files.
      contentHash,
    }),
    [api, id, contentHash],
  );
  const { value, error, reload, reloading } = useRead(load, delay);
  return (
    <Section title={t('tetrate.files.title')}>
      {!OPEN.includes(request.status) && (
        <StateBlock status="waiting" title={t('tetrate.files.notYet')} />
      )}
      {error && !value && (
        <div role="alert">
          <StateBlock
            status="bad"
            title={t('tetrate.files.failed', { message: messageOf(error) })}
          />
          <TryAgain onPress={reload} isPending={reloading} />
        </div>
      )}
      {!value && !error && <SkeletonLine width="60%" />}
      {value && <Files files={value.files} />}
    </Section>
  );
}

function Files({ files }: { files: TetrateFiles }) {
  const { t } = useWords();
  return (
    <div className={styles.part} data-mesh-tetrate-files>
      <Text as="p" variant="body-small">
        {t('tetrate.files.lead')}
      </Text>
      <FileBlock
        title={t('tetrate.files.script')}
        about={t('tetrate.files.scriptHelp')}
        name="join.sh"
        content={files.script}
      />
      <FileBlock
        title={t('tetrate.files.cloudInit')}
        name="cloud-init.yaml"
        content={files.cloudInit}
      />
      <FileBlock
        title={t('tetrate.files.ansible')}
        name="join.yaml"
        content={files.ansible}
      />
      {files.files.map(({ path, content }) => (
        <FileBlock
          key={path}
          title={path}
          name={path.split('/').pop()!}
          content={content}
        />
      ))}
      <details className={styles.more}>
        <summary>{t('tetrate.files.packages')}</summary>
        <ul className={styles.rows}>
          {files.packages.map(({ url, checksumUrl, name }) => (
            <li key={url}>
              <span className={parts.mono}>{url}</span>
              <Link href={checksumUrl} target="_blank" variant="body-small">
                {t('tetrate.files.checksum', { name })}
              </Link>
            </li>
          ))}
        </ul>
      </details>
      <Text as="p" variant="body-small" weight="bold">
        {t('tetrate.files.uninstall')}
      </Text>
      <pre className={parts.code}>{files.uninstallLine}</pre>
      <div>
        <CopyButton text={files.uninstallLine} />
      </div>
    </div>
  );
}

function MachinesSection({ request }: { request: MeshRequestDetail }) {
  const { t } = useWords();
  const { cluster, onboarding } = request.plan.parameters as {
    cluster: string;
    onboarding: { machines: { name: string; namespace: string } };
  };
  const { name, namespace } = onboarding.machines;
  const { value, error } = useOnboarding(cluster);
  const machines = (value?.machines ?? []).filter(
    one => one.namespace === namespace && one.group === name,
  );
  return (
    <Section title={t('tetrate.machines.title')}>
      {error && (
        <StateBlock
          status="warning"
          title={t('tetrate.form.unread', { message: messageOf(error) })}
        />
      )}
      {!value && !error && <SkeletonLine width="40%" />}
      {value && <MachineRows machines={machines} />}
      {value && machines.length === 0 && <LikelyCauses />}
    </Section>
  );
}
