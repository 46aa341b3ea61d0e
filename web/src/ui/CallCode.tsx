import { Tabs } from "@mantine/core";
import { type Call, LANGUAGES, snippet } from "@/lib/snippet";
import { Code } from "@/ui/Copy";
import styles from "@/ui/ui.module.css";

/** The same call in three tongues, to take away. */
export function CallCode({ call }: { call: Call }) {
  return (
    <Tabs defaultValue={LANGUAGES[0]}>
      <Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Tab key={language} value={language}>
            {language}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {LANGUAGES.map((language) => (
        <Tabs.Panel key={language} value={language} className={styles.callCode ?? ""}>
          <Code text={snippet(language, call)} what={`the ${language} code`} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
