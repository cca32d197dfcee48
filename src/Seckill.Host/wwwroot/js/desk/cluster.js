// The cluster as the node that answers sees it: members, and where items live, by node and by shard.
import { el, replace, say } from '../dom.js';
import { has, t } from '../texts.js';
import { number } from '../format.js';
import { admin, refusalLine, repeat, run, showCommandRefusal, showRefusal } from './admin.js';
import { Table } from './table.js';

const EVERY_MS = 3_000;

class ClusterPage {
  #note = refusalLine();
  #verdict = el('p', { class: 'state', id: 'state' }, t('loading'));
  #members = new Table(t('desk.members'), [
    { text: t('desk.node'), isWhole: true }, { text: t('desk.roles') }, { text: t('desk.status'), isWhole: true }, { text: t('desk.reachable'), isWhole: true },
    { text: t('desk.shards'), isNumber: true }, { text: t('desk.items'), isNumber: true }, { text: t('desk.duties') },
  ]);
  #shards = new Table(t('desk.shards'), [{ text: t('desk.node'), isWhole: true }, { text: t('desk.shard'), isWhole: true }, { text: t('desk.items'), isNumber: true }]);
  #shardsNote = refusalLine('shards-note');
  #details = el('details', { id: 'shards', ontoggle: () => void this.#askShards() }, el('summary', {}, t('desk.byShard')), this.#shardsNote, this.#shards.element);

  constructor(main) {
    replace(main, el('h1', {}, t('desk.cluster')), this.#note, this.#verdict, this.#members.element, this.#details);
    this.end = repeat(EVERY_MS, () => this.#ask());
  }

  async #ask() {
    const answer = await admin('GET', '/cluster');
    showRefusal(this.#note, answer);
    if (answer.code !== null) return answer.retryAfterMs;
    const { self, leader, oldest, members, regions, degraded } = answer.body;
    say(this.#verdict, degraded ? t('cluster.degraded') : t('cluster.whole'));
    const regionOf = new Map(regions.map(region => [region.address, region]));
    this.#members.show(members.map(member => ({
      key: member.address, data: { reachable: String(member.reachable) },
      cells: [
        member.address, member.roles.join(', '), has(`member.${member.status}`) ? t(`member.${member.status}`) : member.status,
        member.reachable ? t('desk.yes') : t('desk.no'),
        number(regionOf.get(member.address)?.shards ?? 0), number(regionOf.get(member.address)?.items ?? 0),
        [[self, 'cluster.self'], [leader, 'cluster.leader'], [oldest, 'cluster.oldest']].filter(([address]) => address === member.address).map(([, key]) => t(key)).join(', '),
      ],
    })));
    if (this.#details.open) await this.#askShards();
    return 0;
  }

  async #askShards() {
    if (!this.#details.open) return;
    const answer = await run('cluster-sharding region-stats --shards');
    showCommandRefusal(this.#shardsNote, answer);
    if (answer.code !== null) return;
    this.#shards.show(answer.body.rows.map(([node, shard, , entities]) => ({ key: `${node} ${shard}`, cells: [node, shard, number(entities)] })));
  }
}

export function show(main) {
  const page = new ClusterPage(main);
  return () => page.end();
}
