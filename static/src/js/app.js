// What every page may gain from scripts. Each page is whole without them.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  SkipLink,
  createAll,
} from "govuk-frontend";
import { keepWords } from "./parts/keep-words.js";
import { openTarget } from "./parts/open-target.js";
import { tickWords } from "./parts/tick-words.js";
import { watchWork } from "./parts/watch-work.js";

const components = [CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, SkipLink];
for (const component of components) createAll(component);
createAll(Button, { preventDoubleClick: true });

keepWords(document);
openTarget();
tickWords(document);
watchWork(document);
