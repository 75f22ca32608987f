import type { journalTool as chinese } from '../zh-CN/journal-tool'

/** What the command line tool says: what is the matter, and what to do next. */
export const journalTool: typeof chinese = {
  usage: [
    'Usage:',
    '  npm run journal -- recovery-key --to FOLDER',
    '      makes the recovery key of the organisation: the public half goes to the counters, the private half is locked',
    '      by a passphrase and goes into the safe',
    '  npm run journal -- protect DATA_FOLDER CHANGES',
    '      --new-passphrase          sets or changes the start-up passphrase (the clear practice key goes)',
    '      --add-recovery-key FILE   adds the public recovery key',
    '      --keychain                hands the key to the keychain of the system (type the passphrase once at the next start)',
    '      --rotate                  makes a new master key',
    '  npm run journal -- rescue FOLDER --to FILE.json',
    '      --recovery-key FILE       opens with the private recovery key; without it, with the start-up passphrase',
    '      --despite-damage          takes what stands before a damaged place',
    '      takes what was not sent out of the data folder or mirror of a dead computer, for the centre to import; nothing',
    '      in the folder is changed',
    '  npm run journal -- backup DATA_FOLDER --to FOLDER',
    '      makes a backup; the counter may be running',
    '  npm run journal -- restore BACKUP --to DATA_FOLDER',
    '      restores a backup; what was there stays under another name',
    '  npm run journal -- mirror DATA_FOLDER --to FOLDER_ON_ANOTHER_DISK',
    '      from the next start on everything is copied there as it is written; --off ends it',
    '  Passphrases are never part of the command: a terminal asks for them, or use',
    '      --passphrase-file FILE     the passphrase to open with',
    '      --new-passphrase-file FILE the passphrase to set',
  ].join('\n'),
  ask: {
    passphrase: 'Start-up passphrase: ',
    recoveryPassphrase: 'Passphrase of the recovery key: ',
    newPassphrase: 'New passphrase (at least 12 characters, or 4 words): ',
    again: 'Once more: ',
  },
  problem: 'Not done: {what}.',
  next: 'Next step: {next}.',
  recoveryKeyMade:
    'The recovery key is made, number {keyId}.\nPublic half: {publicPath} (goes to the counters, anybody may see it)\nPrivate half: {privatePath} (locked by the passphrase; keep the two apart, put it into the safe)\nNobody opens it without the passphrase.',
  between: ', ',
  protectedBy: 'Done. This counter opens by: {ways}.',
  rotated:
    'The master key is a new one, number {id}. The mirror follows at the next start of the counter.\nEarlier backups still open with the key before, and a purge cannot change them: make a new backup now and destroy the old ones.',
  sealLater: 'At the next start of the counter type the passphrase once; then the keychain takes over.',
  ways: {
    practice: 'the clear practice key (no protection)',
    keychain: 'the keychain of the system',
    passphrase: 'the start-up passphrase',
    recovery: 'the recovery key',
  },
  rescued:
    '{count} operations taken out: {queued} not sent, {unknown} sent with no answer seen. They are in {path}.\nThe journal was read to frame {frame}.',
  rescuedDamage:
    'Mind: nothing can be read from frame {first} on (to {last}); what was taken there is not in the file. Check it against the slips.',
  rescuedLeft: 'Another {count} the centre has already and waits with; they need no import.',
  rescuedNext:
    'It holds people’s data and is not encrypted: hand it to the centre on a stick, delete it after the import.\nAt the centre: npm run central -- import-rescue {path} --data FOLDER --by NAME. However often it is imported, it counts once.',
  progress: 'frame {frame} ...',
  mirrorChosen:
    'Chosen: from the next start of the counter on everything is copied to {path}\nLeave that disk connected; when it is not, the screen says so, and it catches up by itself.',
  mirrorOff:
    'Nothing more is copied to the mirror; what is there stays, delete it yourself if you do not want it.',
  backupMade:
    'The backup is made: {path}\nTo frame {frame}, {days} business days. Keep it well; the same passphrase or recovery key opens it.',
  restored: 'Restored: {path}, to frame {frame}, {days} business days.',
  restoredAside: 'What was there is not deleted but renamed: {names}.',
  restoredPurge:
    'People’s data of these days were purged long ago; the next start of the counter purges them again: {days}.',
  restoredNext:
    'What was done after the backup is not in it: check the slips. The centre has to begin a new epoch for this counter, which comes with enrolment.',
  problems: {
    'journal.cannot-write': {
      what: 'the disk refused to write',
      next: 'stop, and check the disk; what was there is untouched',
    },
    'journal.damaged': {
      what: 'the journal is damaged: {file} cannot be read from frame {first} on (to {last}); the {good} frames before are good',
      next: 'try the mirror; without one, --despite-damage takes what is good, check the rest against the slips',
    },
    'journal.too-new': {
      what: 'a newer program wrote this journal; this one cannot read it',
      next: 'use the newer program',
    },
    'journal.behind': {
      what: 'the journal is not complete: frames {first} to {last} should follow',
      next: 'try the data folder or the mirror, whichever is newer; without them, --despite-damage takes what is there, check the rest against the slips',
    },
    'journal.forked': {
      what: 'two journals are mixed in this folder; they part at frame {first}',
      next: 'do not merge folders; rescue each of the two originals',
    },
    'journal.foreign': {
      what: 'files of another counter are in it',
      next: 'move them away; one counter at a time',
    },
    'journal.read-only': {
      what: 'the folder cannot be written',
      next: 'use an account that may write, or make the disk writable',
    },
    'journal.locked': {
      what: 'the counter is running and uses this folder',
      next: 'close the counter, then try again',
    },
    'journal.moved': {
      what: 'the folder was moved here',
      next: 'say in the counter that it is the one to use',
    },
    'journal.copied': { what: 'the folder is a copy', next: 'say in the counter that it is the one to use' },
    'journal.cloned': {
      what: 'the disk is a clone',
      next: 'say in the counter that it is the one to use',
    },
    'key-ring.damaged': {
      what: 'the key ring journal/key-ring.json is gone, unreadable or was changed',
      next: 'try again with the mirror; do not delete the file',
    },
    'key.missing': {
      what: 'the master key keys/master-key.json is gone, unreadable or does not belong to this journal',
      next: 'try again with the mirror or a backup; do not make another one, it would open nothing',
    },
    'key.passphrase-needed': {
      what: 'the start-up passphrase is needed',
      next: 'a terminal asks for it; or put it into a file and name that by --passphrase-file',
    },
    'key.wrong-passphrase': {
      what: 'the passphrase is wrong',
      next: 'mind capitals and the input method, then try again; if it is forgotten, use the recovery key',
    },
    'key.keychain-changed': {
      what: 'the keychain of that computer keeps the key; it does not open here',
      next: 'open with the recovery key (--recovery-key)',
    },
    'key.keychain-gone': {
      what: 'the keychain of that computer keeps the key; it does not open here',
      next: 'open with the recovery key (--recovery-key)',
    },
    'disk.full': {
      what: 'the disk is full, nothing was written',
      next: 'make room; what was there is untouched',
    },
    'disk.low': { what: 'the disk is nearly full', next: 'make room, then try again' },
    'usage.wrong': { what: 'the command is wrong: {detail}', next: 'see the usage below' },
    'folder.missing': {
      what: 'there is no folder {path}',
      next: 'check the path, and that the disk is there',
    },
    'folder.not-ours': {
      what: '{path} holds no data of a counter (keys and journal should be there)',
      next: 'name the data folder or the mirror',
    },
    'folder.several': {
      what: '{path} holds the data of several counters: {names}',
      next: 'name one of them',
    },
    'key.wrong-recovery-key': {
      what: 'this recovery key is not the one of this counter',
      next: 'find the right one; its number is the keyId in keys/master-key.json',
    },
    'key.no-recovery-key': {
      what: 'this counter was never given a recovery key',
      next: 'with the passphrase leave --recovery-key out; without it, only its own computer opens it',
    },
    'recovery-key.unreadable': {
      what: '{path} is no recovery key file',
      next: 'recovery-private-key.json opens, recovery-public-key.json is added',
    },
    'recovery-key.wrong-passphrase': {
      what: 'the passphrase of the recovery key is wrong',
      next: 'mind capitals and the input method, then try again',
    },
    'passphrase.not-given': {
      what: 'there is no terminal to ask for the passphrase',
      next: 'put it into a file only you can read and name that by --passphrase-file or --new-passphrase-file',
    },
    'passphrase.file-unreadable': {
      what: 'the passphrase file {path} cannot be read',
      next: 'check the path and its rights',
    },
    'passphrase.too-short': {
      what: 'the passphrase is too short and was not taken',
      next: 'at least 12 characters, or 4 words with spaces between, such as four unrelated things',
    },
    'passphrase.too-simple': {
      what: 'the passphrase is too simple and was not taken',
      next: 'choose another one, not the same few letters',
    },
    'passphrase.differs': { what: 'the two passphrases differ, none was taken', next: 'try again' },
    'protect.no-way-left': {
      what: 'then nothing would open it day by day; nothing was changed',
      next: 'set a passphrase (--new-passphrase) first, then the keychain or the recovery key',
    },
    'protect.nothing-asked': {
      what: 'no change was asked for',
      next: 'add --new-passphrase, --add-recovery-key, --keychain or --rotate',
    },
    'target.exists': {
      what: '{path} is there already and was not overwritten',
      next: 'choose another name, or move it',
    },
    'target.inside': {
      what: '{path} is inside the folder that is rescued, where nothing may change',
      next: 'choose another place, such as a stick',
    },
    'target.cannot-write': {
      what: '{path} cannot be written ({detail})',
      next: 'check the path, its rights and the space left',
    },
    'backup.not-made': {
      what: 'the backup was not made: its disk refused or was unplugged, or this counter has no journal yet',
      next: 'check the disk and the space left, then try again; the half that was written is removed then',
    },
    'backup.incomplete': {
      what: 'the backup is not complete or was changed; it was not used',
      next: 'take another backup; what was there is untouched',
    },
    'backup.bad-stamp': {
      what: 'the computer’s time is wrong and could not be marked; the restore was not begun',
      next: 'set the date and time of the computer, then try again; what was there is untouched',
    },
    'backup.foreign': {
      what: 'the backup is of another counter; it was not used',
      next: 'take a backup of this counter; what was there is untouched',
    },
    'backup.journal-damaged': {
      what: 'the journal is damaged and was not backed up as if it were whole',
      next: 'see where by npm run journal -- verify, mend it in the counter, then back up',
    },
    'mirror.inside': {
      what: '{path} lies in the data folder and would be lost with it',
      next: 'name a folder on another disk',
    },
    'mirror.cannot-write': {
      what: 'that disk cannot be written',
      next: 'check the disk and the space left, then try again',
    },
    'tool.fault': {
      what: 'the tool failed: {detail}',
      next: 'nothing was deleted; tell this to who looks after the counter',
    },
  },
}
