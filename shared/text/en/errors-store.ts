/** Refusals about the store: journal, keys, disk, mirror, backup. Read on the recovery page and on home. */
export const errorsStore = {
  'journal.cannot-write': {
    clerk: 'Nothing can be stored; services stop',
    say: 'The machine is checked, please use the next desk',
    next: 'The supervisor looks at the disk; what was not registered was not done',
  },
  'journal.damaged': {
    clerk: 'A part of the records here cannot be read',
    say: 'The machine is checked, please use the next desk',
    next: 'With a mirror, mend from it first; without one the supervisor calls for help. Delete nothing',
  },
  'journal.too-new': {
    clerk: 'The records were written by a newer program',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator installs the newer program; leave the data alone',
  },
  'journal.behind': {
    clerk: 'The last records are missing here',
    say: 'The machine is checked, please use the next desk',
    next: 'With a mirror, mend from it first; without one the supervisor calls for help',
  },
  'journal.forked': {
    clerk: 'Other data got into this folder',
    say: 'The machine is checked, please use the next desk',
    next: 'Two sets of data seem to be merged: put the former folder back, or mend from the mirror. The supervisor calls for help',
  },
  'journal.foreign': {
    clerk: 'These are not this desk’s data',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator puts this desk’s own folder back; do not delete this one either',
  },
  'journal.read-only': {
    clerk: 'The data folder can be read but not written',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator allows writing there, then “Try again”',
  },
  'journal.locked': {
    clerk: 'Another program is using these data',
    say: 'One moment, nearly ready',
    next: 'Close the other counter program, then “Try again”',
  },
  'journal.moved': {
    clerk: 'These data are another computer’s',
    say: 'The machine is checked, one moment',
    next: 'If that computer is out of use, the supervisor presses “Use these data”; else do not',
  },
  'journal.copied': {
    clerk: 'The data folder is a copy, not the former one',
    say: 'The machine is checked, one moment',
    next: 'If it was meant, the supervisor presses “Use these data”; else look for the former folder',
  },
  'journal.cloned': {
    clerk: 'The disk seems to be a clone; two computers may use the same data',
    say: 'The machine is checked, one moment',
    next: 'Stop the other computer first, then the supervisor presses “Use these data”',
  },
  'key-ring.damaged': {
    clerk: 'The key file is damaged; the records cannot be opened',
    say: 'The machine is checked, please use the next desk',
    next: 'With a mirror, mend from it first; without one the supervisor calls for help. Delete nothing',
  },
  'key.missing': {
    clerk: 'The key to the records is gone',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator puts the key file back, then “Try again”; else the rescue key',
  },
  'key.passphrase-needed': {
    clerk: 'The start-up passphrase is needed',
    say: 'One moment, the machine is starting',
    next: 'The supervisor types the start-up passphrase',
  },
  'key.wrong-passphrase': {
    clerk: 'The start-up passphrase is wrong',
    say: 'One moment, the machine is starting',
    next: 'Check capitals and input method and type it again; if forgotten, call for help',
  },
  'key.keychain-changed': {
    clerk: 'The system’s keychain is another one and does not open the key',
    say: 'The machine is checked, please use the next desk',
    next: 'Sign in to the system as before; or type the start-up passphrase',
  },
  'key.keychain-gone': {
    clerk: 'The system’s keychain is not open',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator opens the keychain, then “Try again”; or type the start-up passphrase',
  },
  'disk.full': {
    clerk: 'The disk is full; services stop',
    say: 'The machine is checked, please use the next desk',
    next: 'The administrator makes room; what was registered is safe, results are still taken',
  },
  'disk.low': {
    clerk: 'The disk is nearly full; no new visit',
    say: 'The machine is checked, please use the next desk',
    next: 'Finish with this member; the administrator makes room',
  },
  'clock.behind-journal': {
    clerk: 'The computer’s clock is wrong, earlier than the last record',
    say: 'One moment, the clock is being set',
    next: 'The administrator sets the clock; until then time goes on from the last record',
  },
  'mirror.cannot-write': {
    clerk: 'The mirror cannot be written (services are not affected)',
    say: 'Your matter is not affected',
    next: 'Is the mirror disk connected, is it full? It catches up by itself',
  },
  'backup.incomplete': {
    clerk: 'The backup was not finished and cannot be restored',
    say: 'One moment',
    next: 'Make it again; keep the earlier one',
  },
  'backup.bad-stamp': {
    clerk: 'The computer’s time is wrong: the restore could not be marked; nothing was touched',
    say: 'One moment',
    next: 'Have a technician set the computer’s date and time, then restore again',
  },
  'purge.not-yet': {
    clerk: 'Nothing can be cleared yet: the centre has not confirmed all',
    say: 'One moment',
    next: 'Clear after the next check with the centre',
  },
  'purge.copy-left': {
    clerk: 'Personal data past its time is still in one copy: {name}',
    say: 'Your matter is not affected',
    next: 'The administrator connects the disk with that backup, it is cleared by itself; or deletes that backup whole',
  },
  'dispute.no-such': {
    clerk: 'There is no such dispute',
    say: 'One moment',
    next: 'Look for it in the waiting list',
  },
} as const
