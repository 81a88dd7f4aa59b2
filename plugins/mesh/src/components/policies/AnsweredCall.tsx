import { Text } from '@backstage/ui';
import {
  CallAnswer,
  CallQuestion,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { ObjectLink } from './ObjectDrawer';
import styles from './question.module.css';

const STATUSES: Record<CallAnswer['answer'], Status> = {
  yes: 'ok',
  no: 'bad',
  notKnown: 'unknown',
};

/** The answer in plain words, then what it rests on. */
export function AnsweredCall(props: {
  question: CallQuestion;
  answer: CallAnswer;
  isHttp: boolean;
  home: PolicyReport;
}) {
  const { question, answer, isHttp, home } = props;
  const { t } = useWords();
  const { from, to, port, method = 'GET', path = '/' } = question;
  const called = { service: to.name, port: String(port) };
  const what = isHttp
    ? t('policies.ask.what', { ...called, method, path: path || '/' })
    : t('policies.ask.whatTcp', called);
  const caller =
    from.namespace === home.namespace
      ? from.name
      : `${from.namespace}/${from.name}`;
  return (
    <div className={styles.answer}>
      <Text as="p" variant="body-medium" weight="bold">
        <StatusIcon status={STATUSES[answer.answer]} />{' '}
        {t(`policies.ask.${answer.answer}`, { caller, what })}
      </Text>
      <Text as="p" variant="body-medium">
        {answer.why}
      </Text>
      {answer.decidedBy.map((object, index) => (
        <Text as="p" variant="body-small" key={index}>
          {t('policies.ask.decidedBy')}{' '}
          <ObjectLink object={object} home={home} />
          {object.rule !== undefined &&
            `, ${t('policies.ask.rule', { rule: String(object.rule + 1) })}`}
        </Text>
      ))}
      {answer.decidedBy.length === 0 && answer.answer !== 'notKnown' && (
        <Text as="p" variant="body-small" color="secondary">
          {t('policies.ask.byDefault')}
        </Text>
      )}
      {answer.answer === 'yes' && answer.mtls !== undefined && (
        <Text as="p" variant="body-small" color="secondary">
          {t(answer.mtls ? 'policies.ask.encrypted' : 'policies.ask.plain')}
        </Text>
      )}
    </div>
  );
}
