import { useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  FindingsAnswer,
  MeshAnswer,
  MeshFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { findingsRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { FindingDrawer } from './FindingDrawer';
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
  const { entity } = useEntity();
  const [opened, setOpened] = useState<string>();
  return (
    <>
      <AnswerCard<MeshFinding>
        title={t('findings.title')}
        read={readFindings}
        rows={3}
        empty={{
          title: t('findings.empty.title'),
          titleIn: clusters => t('findings.empty.titleIn', { clusters }),
          next: t('findings.empty.next'),
        }}
        besideEmpty={answer => (
          <>
            <HiddenNote answer={answer} />
            <NotJudgedNote notJudged={notJudgedOf(answer)} />
          </>
        )}
      >
        {answer => <CardAnswer answer={answer} onOpen={setOpened} />}
      </AnswerCard>
      <FindingDrawer
        id={opened}
        onClose={() => setOpened(undefined)}
        beneficiary={stringifyEntityRef(entity)}
      />
    </>
  );
}

function CardAnswer(props: {
  answer: MeshAnswer<MeshFinding>;
  onOpen: (id: string) => void;
}) {
  const { answer, onOpen } = props;
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
          <FindingRow
            key={finding.id}
            finding={finding}
            onOpen={() => onOpen(finding.id)}
          />
        ))}
      </ul>
      <HiddenNote answer={answer} />
      <NotJudgedNote notJudged={notJudgedOf(answer)} />
      {page && (
        <Link href={page()} variant="body-small">
          {t('findings.all')}
        </Link>
      )}
    </>
  );
}

/** How many an annotation or the configuration hides, so that nobody takes silence for order. */
function HiddenNote({ answer }: { answer: MeshAnswer<MeshFinding> }) {
  const { t } = useWords();
  const { suppressed = 0 } = answer as FindingsAnswer;
  return suppressed > 0 ? (
    <Text as="p" variant="body-small" color="secondary">
      {t('findings.suppressed', { number: String(suppressed) })}
    </Text>
  ) : null;
}
