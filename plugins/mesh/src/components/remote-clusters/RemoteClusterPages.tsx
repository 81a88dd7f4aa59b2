import { Route, Routes } from 'react-router-dom';
import { FleetPage } from './FleetPage';
import { LinkPage } from './LinkPage';

/** All links between clusters, and one of them. */
export function RemoteClusterPages() {
  return (
    <Routes>
      <Route path="/" element={<FleetPage />} />
      <Route path="/:primary/:remote" element={<LinkPage />} />
    </Routes>
  );
}
