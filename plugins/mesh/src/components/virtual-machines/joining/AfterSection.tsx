import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { MachineProgress } from '@meshport/backstage-plugin-mesh-common';
import { requestRouteRef } from '../../../routes';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { CopyButton } from '../../parts/CopyButton';
import parts from '../../parts/parts.module.css';
import { Section } from '../../requests/Section';
import { AskButton } from './AskButton';
import styles from './joining.module.css';

/** How machines leave: the line for the machine, what retiring does not do, and the cut-off. */
export function AfterSection(props: {
  progress: MachineProgress;
  isOpen: boolean;
}) {
  const { progress, isOpen } = props;
  const { t } = useWords();
  const { uninstallLine, retireText } = progress;
  return (
    <Section
      title={t(isOpen ? 'joining.after.title' : 'joining.after.titleRetired')}
    >
      {retireText.map(sentence => (
        <Text key={sentence} as="p" variant="body-small">
          {sentence}
        </Text>
      ))}
      <Text as="p" variant="body-small" weight="bold">
        {t('joining.after.uninstall')}
      </Text>
      <pre className={parts.code}>{uninstallLine}</pre>
      <div>
        <CopyButton text={uninstallLine} />
      </div>
      <CutOff progress={progress} />
    </Section>
  );
}

function CutOff({ progress: { cutOff } }: { progress: MachineProgress }) {
  const { t } = useWords();
  const route = useRouteRef(requestRouteRef);
  const { state, text, identity, sharedWith, requestId, request } = cutOff;
  return (
    <div className={styles.causes} data-mesh-cut-off>
      <StateBlock
        status={
          (state === 'inForce' && 'locked') ||
          (state === 'asked' && 'waiting') ||
          'off'
        }
        title={t(`joining.cutOff.${state}`)}
      >
        <Text as="p" variant="body-small">
          {text}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {t('joining.cutOff.identity')}{' '}
          <span className={parts.mono}>{identity}</span>
        </Text>
        {sharedWith.length > 0 && (
          <>
            <Text as="p" variant="body-small">
              {t('joining.cutOff.shared')}
            </Text>
            <ul className={styles.lines}>
              {sharedWith.map(one => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </>
        )}
        {cutOff.mayNot && (
          <Text as="p" variant="body-small" color="secondary">
            {cutOff.mayNot}
          </Text>
        )}
      </StateBlock>
      {requestId && route && (
        <Link href={route({ id: requestId })} variant="body-small">
          {t('joining.openRequest')} →
        </Link>
      )}
      {request && (
        <AskButton
          request={request}
          opener={t('joining.cutOff.ask')}
          title={t('joining.cutOff.askTitle')}
          warning={text}
          action={t('joining.cutOff.askAction')}
          isDestructive
        />
      )}
    </div>
  );
}
