// Made-up articles, and all that an archive knows, by which two archives are compared.

import { call, type Connection } from '../src/connection.js';
import type { Article__Output } from '../src/generated/onrecord/v1/Article.js';
import type { ExportArticlesResponse__Output } from '../src/generated/onrecord/v1/ExportArticlesResponse.js';
import type { ListStatementsResponse__Output } from '../src/generated/onrecord/v1/ListStatementsResponse.js';
import type { WatchStatementsResponse__Output } from '../src/generated/onrecord/v1/WatchStatementsResponse.js';

const GIVEN = ['Ada', 'Corvin', 'Delia', 'Edmund', 'Fenna', 'Gregor', 'Hester', 'Ivo', 'Junia', 'Lorcan'];
const SURNAMES = ['Brenner', 'Thornquist', 'Maddow-Pell', 'Okarin', 'Vesterby', 'Quillan', 'Starrow'];
const OUTLETS = ['tarnbrook-courier', 'coast-daily', 'meadow-post'];
const THINGS = ['bridge', 'harbour', 'library', 'tramway', 'reservoir', 'lighthouse', 'market hall', 'ferry'];

const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';

/** So many articles; every third story is told by another outlet, in the same words, so that statements have reports. */
export function articles(count: number): Article__Output[] {
  return Array.from({ length: count }, (_, number) => {
    const story = number % 3 === 2 ? number - 1 : number;
    const [given, surname] = [pick(GIVEN, story), pick(SURNAMES, story)];
    const [thing, street] = [pick(THINGS, story), `${pick(SURNAMES, story * 5)} Street`];
    return {
      id: `story-${number}`,
      outlet: pick(OUTLETS, number),
      published: `2031-05-${String(1 + (story % 28)).padStart(2, '0')}`,
      title: `The ${thing} again`,
      text:
        `The council of Tarnbrook met on the matter of the ${thing} for the ${story + 2}nd time this year.\n\n` +
        `“We have counted ${1000 + story} complaints about the ${thing} on ${street}, and we will answer every one,” ` +
        `said ${given} ${surname}, who leads the committee. “Nobody promised that it would be open by the ` +
        `${story + 3}rd week,” ${surname} added.`,
      language: '',
      version: '1',
    };
  });
}

/** The order in which two lists of articles are compared. */
export function sorted(list: readonly Article__Output[]): Article__Output[] {
  const key = ({ outlet, id }: Article__Output): string => `${outlet}\n${id}`;
  return [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** All articles that count, each as often as the archive has it. */
export async function knownArticles({ statements }: Connection): Promise<Article__Output[]> {
  const known: Article__Output[] = [];
  for await (const { article } of statements.exportArticles({}) as AsyncIterable<ExportArticlesResponse__Output>) {
    if (article) known.push(article);
  }
  return sorted(known);
}

/** All statements with the number of their reports, as the service lists them, page by page. */
export async function knownStatements({ statements }: Connection): Promise<ListStatementsResponse__Output['statements']> {
  const listed: ListStatementsResponse__Output['statements'] = [];
  let pageToken = '';
  do {
    const page = await call(statements.listStatements.bind(statements), { pageSize: 100, pageToken });
    listed.push(...page.statements);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return listed;
}

/** The token of the place where changes go on from now. */
export async function placeOfNow({ statements }: Connection): Promise<string> {
  const watching = statements.watchStatements({});
  watching.on('error', () => {}); // It is cancelled below.
  for await (const { resumeToken } of watching as AsyncIterable<WatchStatementsResponse__Output>) {
    watching.cancel();
    return resumeToken;
  }
  throw new Error('the server told no place');
}
