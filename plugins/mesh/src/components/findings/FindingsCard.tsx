import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  FindingsAnswer,
  MeshAnswer,
  MeshFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { findingsRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { FindingRow } from './FindingRow';
import { NotJudgedNote } from './NotJudgedNote';
import { countFindings, countsText } from './severity';
import styles from './findings.module.css';

const readFindings: ReadAnswer<MeshFinding> = (api, entityRef, options) =>
  api.getEntityFindings(entityRef, options);

const notJudgedOf = (answer: MeshAnswer<MeshFinding>) =>
  (answer as FindingsAnswer).notJudged;

/** What is wrong with the objects of an entity, why, and the mend. */
export function FindingsCard() {
  const { t } = useWords();
  return (
    <AnswerCard<MeshFinding>
      title={t('findings.title')}
      read={readFindings}
      rows={3}
      empty={{
        title: t('findings.empty.title'),
        titleIn: clusters => t('findings.empty.titleIn', { clusters }),
        next: t('findings.empty.next'),
      }}
      besideEmpty={answer => <NotJudgedNote notJudged={notJudgedOf(answer)} />}
    >
      {answer => <CardAnswer answer={answer} />}
    </AnswerCard>
  );
}

function CardAnswer({ answer }: { answer: MeshAnswer<MeshFinding> }) {
  const { t } = useWords();
  const page = useRouteRef(findingsRouteRef);
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {t('findings.summary', {
          counts: countsText(countFindings(answer.items), t),
        })}
      </Text>
      <ul className={styles.findings}>
        {answer.items.map(finding => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
      <NotJudgedNote notJudged={notJudgedOf(answer)} />
      {page && (
        <Link href={page()} variant="body-small">
          {t('findings.all')}
        </Link>
      )}
    </>
  );
}
