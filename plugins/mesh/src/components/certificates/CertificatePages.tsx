import { Route, Routes } from 'react-router-dom';
import { ClusterPage } from './ClusterPage';
import { FleetPage } from './FleetPage';

/** The certificates of all clusters, and of one. */
export function CertificatePages() {
  return (
    <Routes>
      <Route path="/" element={<FleetPage />} />
      <Route path="/:cluster" element={<ClusterPage />} />
    </Routes>
  );
}
