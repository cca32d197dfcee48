// What the last word of a line may become, from the palette: groups, names, switches, and the words that an argument allows.

/**
 * @param commands those of GET /api/admin/commands  @param {string} line up to the cursor
 * @returns {string[]} in order; empty when nothing fits
 */
export function completionsOf(commands, line) {
  const words = line.split(/[ \t]+/).filter(word => word !== '');
  const last = /(^|[ \t])$/.test(line) ? '' : words.pop();
  const found = candidates(commands, words).filter(candidate => candidate.startsWith(last) && candidate !== last);
  return [...new Set(found)].toSorted();
}

/** The command that a line begins with; undefined while it is none. */
export function commandOf(commands, line) {
  const [group, name] = line.trim().split(/[ \t]+/);
  return commands.find(command => command.name === `${group} ${name}`);
}

function candidates(commands, words) {
  const names = commands.map(command => command.name.split(' '));
  if (words.length === 0) return names.map(([group]) => group);
  if (words.length === 1) return names.filter(([group]) => group === words[0]).map(([, name]) => name);
  const command = commands.find(one => one.name === `${words[0]} ${words[1]}`);
  return command ? ofArguments(command, words.slice(2)) : [];
}

function ofArguments(command, given) {
  const awaited = command.arguments.find(argument => argument.type !== 'flag' && argument.switches.includes(given.at(-1)));
  if (awaited) return awaited.words;
  const place = command.arguments.filter(argument => argument.positional)[given.filter(word => !word.startsWith('-')).length];
  const open = command.arguments.filter(argument => !argument.switches.some(text => given.includes(text)));
  return [...open.map(argument => argument.switches[0]), ...(place?.words ?? [])];
}
