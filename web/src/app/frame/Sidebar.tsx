import {
  IconBraces,
  IconChartArrowsVertical,
  IconChartHistogram,
  IconGauge,
  IconLayoutDashboard,
  IconListDetails,
  IconPlugConnected,
  IconRoute,
  IconSettings,
  type TablerIcon,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePageSearch } from "@/api/reading";
import type { Session } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { PipelineStatus } from "@/app/frame/PipelineStatus";
import { UserMenu } from "@/app/frame/UserMenu";
import { WorkspaceSwitch } from "@/app/frame/WorkspaceSwitch";
import { carriedSearch } from "@/lib/search";
import { Logo } from "@/ui/Logo";

interface Props {
  session: Session;
  user: NonNullable<Session["user"]>;
  onNavigate?: () => void;
}

interface Place {
  to:
    | "/"
    | "/requests"
    | "/explore"
    | "/dashboards"
    | "/workflows"
    | "/schemas"
    | "/limits"
    | "/connect"
    | "/manage";
  label: string;
  icon: TablerIcon;
}

const PLACES: readonly Place[] = [
  { to: "/", label: "Overview", icon: IconChartHistogram },
  { to: "/requests", label: "Requests", icon: IconListDetails },
  { to: "/explore", label: "Explore", icon: IconChartArrowsVertical },
  { to: "/dashboards", label: "Dashboards", icon: IconLayoutDashboard },
  { to: "/workflows", label: "Workflows", icon: IconRoute },
  { to: "/schemas", label: "Schemas", icon: IconBraces },
  { to: "/limits", label: "Limits", icon: IconGauge },
  { to: "/connect", label: "Connect", icon: IconPlugConnected },
  { to: "/manage", label: "Settings", icon: IconSettings },
];

export function Sidebar({ session, user, onNavigate }: Props) {
  const search = carriedSearch(usePageSearch());
  return (
    <>
      <div className={styles.brand}>
        <Logo />
        <span>tailrace</span>
        {session.demo && <span className={styles.demo}>demo</span>}
      </div>
      <WorkspaceSwitch session={session} />
      <nav className={styles.nav} aria-label="Pages">
        {PLACES.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            search={search}
            className={styles.place}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            activeProps={{ "data-active": true }}
            onClick={onNavigate}
            title={label}
          >
            <Icon size={17} stroke={1.75} aria-hidden="true" />
            <span>{label}</span>
          </Link>
        ))}
      </nav>
      <div className={styles.foot}>
        <PipelineStatus />
        <UserMenu user={user} />
      </div>
    </>
  );
}
