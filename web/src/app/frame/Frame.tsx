/** What stands around every page: navigation, window, and how the server is doing. */

import { Drawer } from "@mantine/core";
import { Outlet, useMatches } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Session } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { LoadingBar } from "@/app/frame/LoadingBar";
import { ServerBanner } from "@/app/frame/ServerBanner";
import { Sidebar } from "@/app/frame/Sidebar";
import { TopBar } from "@/app/frame/TopBar";

interface Props {
  session: Session;
  user: NonNullable<Session["user"]>;
}

export function Frame({ session, user }: Props) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { title, hasWindow } = usePageData();
  const close = () => setMenuOpen(false);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <aside className={styles.side}>
        <Sidebar session={session} user={user} />
      </aside>
      <Drawer opened={isMenuOpen} onClose={close} size={260} padding={0} withCloseButton={false}>
        <div className={styles.drawer}>
          <Sidebar session={session} user={user} onNavigate={close} />
        </div>
      </Drawer>
      <div className={styles.column}>
        <TopBar title={title} hasWindow={hasWindow} onMenu={() => setMenuOpen(true)} />
        <LoadingBar />
        <ServerBanner />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}

function usePageData() {
  const data = useMatches().at(-1)?.staticData ?? {};
  const { title = "tailrace", hasWindow = false } = data;
  useEffect(() => {
    document.title = title === "tailrace" ? title : `${title} · tailrace`;
  }, [title]);
  return { title, hasWindow };
}
