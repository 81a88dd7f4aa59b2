import { Link as RouterLink, useSearchParams } from 'react-router-dom';
import { useWords } from '../../words/useWords';
import { SECTION_PARAMETER, SECTIONS, TabSection } from './sections';
import { SectionCounts } from './useSectionCounts';
import styles from './tab.module.css';

/** The sections of the tab with what is in them; each has an address of its own. */
export function SectionList(props: {
  shown: TabSection;
  counts: SectionCounts;
}) {
  const { shown, counts } = props;
  const { t, count } = useWords();
  const [parameters] = useSearchParams();
  const addressOf = (section: TabSection) => {
    const next = new URLSearchParams(parameters);
    next.delete(SECTION_PARAMETER);
    if (section !== SECTIONS[0]) {
      next.set(SECTION_PARAMETER, section);
    }
    return { search: next.toString() };
  };
  return (
    <nav className={styles.sections} aria-label={t('tab.sections')}>
      <ul>
        {SECTIONS.map(section => (
          <li key={section}>
            <RouterLink
              to={addressOf(section)}
              className={styles.section}
              aria-current={section === shown ? 'page' : undefined}
            >
              <span>{t(`tab.section.${section}`)}</span>
              {counts[section] !== undefined && (
                <span className={styles.count}>{count(counts[section]!)}</span>
              )}
            </RouterLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
