import { type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import {
  IconCheck,
  IconDeviceDesktop,
  IconLock,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
  type TablerIcon,
} from "@tabler/icons-react";
import { useState } from "react";
import { type Session, useSignOut } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { PasswordDialog } from "@/app/frame/PasswordDialog";
import { Menu } from "@/ui/popup";

const SCHEMES: readonly { value: MantineColorScheme; label: string; icon: TablerIcon }[] = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
];

export function UserMenu({ user }: { user: NonNullable<Session["user"]> }) {
  const signOut = useSignOut();
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <PasswordDialog isOpen={isChanging} onClose={() => setChanging(false)} />
      <Menu position="top-start" width={232}>
        <Menu.Target>
          <button type="button" className={styles.footButton} title={user.email}>
            <IconUserCircle size={17} stroke={1.75} aria-hidden="true" />
            <span>{user.name || user.email}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user.email}</Menu.Label>
          <Menu.Divider />
          <ThemeItems />
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLock size={15} aria-hidden="true" />}
            onClick={() => setChanging(true)}
          >
            Change password
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={15} aria-hidden="true" />}
            onClick={() => signOut.mutate()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function ThemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>Theme</Menu.Label>
      {SCHEMES.map(({ value, label, icon: Icon }) => (
        <Menu.Item
          key={value}
          closeMenuOnClick={false}
          leftSection={<Icon size={15} aria-hidden="true" />}
          rightSection={value === colorScheme ? <IconCheck size={14} aria-hidden="true" /> : null}
          aria-current={value === colorScheme}
          onClick={() => setColorScheme(value)}
        >
          {label}
        </Menu.Item>
      ))}
    </>
  );
}
