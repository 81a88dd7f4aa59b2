import { Text } from '@backstage/ui';
import {
  MeshAnswer,
  MeshVersion,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { ClusterVersion } from './ClusterVersion';
import { RestartHint } from './RestartHint';
import { judgeMembership, runsNowhere } from './verdict';
import styles from './version.module.css';

const readVersion: ReadAnswer<MeshVersion> = (api, entityRef, options) =>
  api.getVersion(entityRef, options);

/** Whether an entity is in the mesh, where, and on which versions. */
export function VersionCard() {
  const { t } = useWords();
  return (
    <AnswerCard<MeshVersion>
      title={t('version.title')}
      read={readVersion}
      rows={2}
      isEmpty={runsNowhere}
      empty={{
        title: t('version.empty.title'),
        titleIn: clusters => t('version.empty.titleIn', { clusters }),
        next: t('version.empty.next'),
      }}
    >
      {answer => <VersionAnswer answer={answer} />}
    </AnswerCard>
  );
}

function VersionAnswer({ answer }: { answer: MeshAnswer<MeshVersion> }) {
  const sentence = useSentence(answer);
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {sentence}
      </Text>
      <ul className={styles.rows}>
        {answer.items.map(version => (
          <ClusterVersion
            key={version.cluster}
            version={version}
            clusters={answer.clusters}
          />
        ))}
      </ul>
      <RestartHint versions={answer.items} where="pods" />
      <RestartHint versions={answer.items} where="machines" />
    </>
  );
}

function useSentence(answer: MeshAnswer<MeshVersion>): string {
  const { t } = useWords();
  const verdict = judgeMembership(answer.items, answer.clusters);
  const { total, inMesh, only, notKnown } = verdict;
  const sentences: string[] = [];
  if (only) {
    sentences.push(
      inMesh
        ? t('version.answer.inOnly', { cluster: only })
        : t('version.answer.notInOnly', { cluster: only }),
    );
  } else if (total > 0) {
    sentences.push(
      inMesh
        ? t('version.answer.inSome', {
            inMesh: String(inMesh),
            total: String(total),
          })
        : t('version.answer.inNone', { total: String(total) }),
    );
  }
  if (notKnown.length > 0) {
    sentences.push(
      t('version.answer.notKnown', { clusters: formatNames(notKnown) }),
    );
  }
  return sentences.join(' ');
}
