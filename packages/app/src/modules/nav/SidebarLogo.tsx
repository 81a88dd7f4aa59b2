import { Link, useSidebarOpenState } from '@backstage/core-components';
import { Mark } from './Mark';
import styles from './SidebarLogo.module.css';

/** The mark, and the name beside it when there is room. */
export const SidebarLogo = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link
      to="/"
      underline="none"
      className={styles.logo}
      aria-label="Meshport, to the catalog"
    >
      <Mark size={28} />
      {isOpen && <span>Meshport</span>}
    </Link>
  );
};
