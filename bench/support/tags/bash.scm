; What counts as a definition and as a call, by the grammar's node types. A command by a plain name is a call unless it
; is one of the shell itself; a trap calls the function that it names.

(function_definition name: (_) @name) @definition.function
((command name: (command_name (word) @name)) @reference.call
  (#match? @name "^\\w[-\\w]*$")
  (#not-any-of? @name
    "alias" "bg" "break" "builtin" "caller" "cd" "command" "continue" "declare" "dirs" "disown" "do" "done" "echo" "elif"
    "else" "esac" "eval" "exec" "exit" "export" "false" "fg" "fi" "getopts" "hash" "jobs" "kill" "let" "local" "mapfile"
    "popd" "printf" "pushd" "pwd" "read" "readarray" "readonly" "return" "set" "shift" "shopt" "source" "test" "then"
    "time" "times" "trap" "true" "type" "typeset" "ulimit" "umask" "unalias" "unset" "wait"))
((command name: (command_name (word) @_trap) . argument: (word) @name) @reference.call
  (#eq? @_trap "trap")
  (#match? @name "^[A-Za-z_]"))
