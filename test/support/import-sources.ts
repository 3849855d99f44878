/** Small repositories, one a language: files that import each other, and functions that share their names. */
export const IMPORT_SOURCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  typescript: {
    'src/main.ts': `import { start } from './engine.js';
import { log } from './util';
import { load } from '@/store/load';
import react from 'react';
import './plain.js';
export function main() {
  start();
  log('on');
  load();
}
`,
    'src/engine.ts': `export function start() {
  return spin();
}
function spin() {
  return 1;
}
`,
    'src/util/index.ts': `export function log(text: string) {
  return text;
}
`,
    'src/store/load.tsx': `import { log } from '../util/index.ts';
export function load() {
  return log('load');
}
`,
    'src/plain.js': `function spin() {
  return 2;
}
spin();
`,
    'other/engine.ts': `export function start() {
  return 0;
}
export function log() {}
`,
  },
  python: {
    'src/harbour/__init__.py': `def version():
    return 1
`,
    'src/harbour/tide.py': `from . import chart, version
from .chart import depth
import json

def rise():
    version()
    json.dumps(1)
    return depth() + chart.draw()
`,
    'src/harbour/chart.py': `def depth():
    return 5

def draw():
    return depth()
`,
    'src/other/chart.py': `def depth():
    return 6

class Pump:
    def depth(self):
        return 7
`,
    'tests/test_tide.py': `from harbour.tide import rise
import harbour.chart as chart
from lib.helper import helper

def test_rise():
    assert rise() == chart.depth()
    helper()
`,
    'tests/lib/helper.py': `def helper():
    return None
`,
  },
  go: {
    'go.mod': 'module example.com/harbour\n\ngo 1.22\n',
    'main.go': `package main

import (
	"fmt"
	"example.com/harbour/internal/tide"
	other "example.com/elsewhere/tide"
)

func main() {
	setup()
	fmt.Println(tide.Rise(), other.Rise())
}
`,
    'setup.go': `package main

func setup() int { return 1 }
`,
    'internal/tide/tide.go': `package tide

func Rise() int { return depth() }
`,
    'internal/tide/depth.go': `package tide

func depth() int { return 3 }
`,
    'internal/chart/depth.go': `package chart

func depth() int { return 4 }
func Rise() int { return depth() }
func setup() int { return 2 }
`,
  },
  rust: {
    'Cargo.toml': '[workspace]\nmembers = ["hull", "app"]\n',
    'hull/Cargo.toml': '[package]\nname = "ship-hull"\n',
    'hull/src/lib.rs': `pub mod plates;
pub fn launch() -> i32 { plates::count() }
`,
    'hull/src/plates/mod.rs': `mod rivets;
use super::launch;
pub fn count() -> i32 { rivets::number() }
pub fn again() -> i32 { launch() }
`,
    'hull/src/plates/rivets.rs': `use crate::plates::count;
pub fn number() -> i32 { 4 }
pub fn all() -> i32 { count() }
`,
    'app/Cargo.toml': '[package]\nname = "app"\n',
    'app/src/main.rs': `use ship_hull::plates::count;
use std::fs;
mod deck;
fn main() { count(); deck::number(); }
`,
    'app/src/deck.rs': `pub fn number() -> i32 { 9 }
pub fn count() -> i32 { 8 }
`,
  },
  java: {
    'app/src/main/java/com/harbour/Main.java': `package com.harbour;
import com.harbour.tide.Tide;
import static com.harbour.chart.Chart.depth;
import com.harbour.log.*;
import java.util.List;
class Main {
  static void main() { new Tide().rise(); depth(); Log.write(); helper(); }
}
`,
    'app/src/main/java/com/harbour/Base.java': `package com.harbour;
class Base { static void helper() {} }
`,
    'app/src/main/java/com/harbour/tide/Tide.java': `package com.harbour.tide;
public class Tide { public int rise() { return 1; } }
`,
    'app/src/main/java/com/harbour/chart/Chart.java': `package com.harbour.chart;
public class Chart { public static int depth() { return 1; } }
`,
    'app/src/main/java/com/harbour/log/Log.java': `package com.harbour.log;
public class Log { public static void write() {} }
`,
    'app/src/main/java/com/harbour/log/Format.java': `package com.harbour.log;
public class Format { static void indent() {} }
`,
    'old/Old.java': `package old;
public class Old { static int depth() { return 0; } static void helper() {} int rise() { return 0; } }
`,
  },
  cpp: {
    'src/main.cpp': `#include "hull.hpp"
#include <deck/deck.hpp>
#include <vector>
int main() { return plates() + deck(); }
`,
    'src/hull.hpp': 'inline int plates() { return 1; }\n',
    'include/deck/deck.hpp': 'inline int deck() { return 2; }\n',
    'other/hull.hpp': 'inline int plates() { return 3; }\n',
  },
  csharp: {
    'App/Main.cs': `using System;
using Harbour.Tides;
using static Harbour.Charts.Chart;
namespace Harbour {
  class Program { static void Main() { Tide.Rise(); Depth(); } }
}
`,
    'Lib/Tide.cs': `namespace Harbour.Tides {
  public class Tide { public static int Rise() { return 1; } }
}
`,
    'Lib/More.cs': `namespace Harbour.Tides {
  public class More { public static int Ebb() { return 1; } }
}
`,
    'Lib/Charts/Chart.cs': `namespace Harbour.Charts;
public class Chart { public static int Depth() { return 1; } }
`,
    'Old/Tide.cs': `namespace Old {
  public class Tide { public static int Rise() { return 1; } public static int Depth() { return 1; } }
}
`,
  },
  ruby: {
    'bin/run.rb': `require 'harbour/tide'
require_relative '../lib/harbour/chart'
require 'json'
rise()
def run
  rise()
  depth()
end
`,
    'lib/harbour/tide.rb': `def rise
  1
end
`,
    'lib/harbour/chart.rb': `def depth
  1
end
`,
    'old/tide.rb': `def rise
  0
end
def depth
  0
end
`,
  },
  php: {
    'src/App.php': `<?php
namespace Harbour;
use Harbour\\Tides\\Table;
use Psr\\Log\\LoggerInterface;
use function Harbour\\Tides\\rise;
require __DIR__ . '/legacy.php';
function run() { $t = new Table(); rise(); legacy(); }
`,
    'src/Tides/Table.php': `<?php
namespace Harbour\\Tides;
class Table { }
`,
    'src/Tides/functions.php': `<?php
namespace Harbour\\Tides;
function rise() { return 1; }
`,
    'src/legacy.php': `<?php
function legacy() { return 1; }
`,
    'old/rise.php': `<?php
namespace Old;
function rise() { return 0; }
function legacy() { return 0; }
`,
  },
  bash: {
    'bin/run.sh': `#!/bin/bash
. "$(dirname "$0")/lib.sh"
source ../share/log.sh
source "$HOME/.profile"
start
say hello
`,
    'bin/lib.sh': `start() {
  say start
}
`,
    'share/log.sh': `say() {
  echo "$1"
}
`,
    'old/log.sh': `say() {
  echo old
}
start() {
  :
}
`,
  },
  mixed: {
    'lib/depth.c': 'int sound(int n) { return n; }\nint measure(void) { return sound(1); }\n',
    'lib/wrap.cpp': 'extern "C" int sound(int);\nint wrapped() { return sound(2); }\n',
    'tools/depth.py': 'def sound():\n    return 1\n\ndef use():\n    return sound()\n',
    'tools/other.py': 'def measure():\n    return wrapped()\n',
  },
};
