#pragma once
/// \file
/// The command line of `lemmata`.

namespace lemmata {

/// Runs the command and returns the exit status: 0 all verified, 1 a theorem failed or a falsifier
/// survived, 2 wrong usage or input, 130 interrupted.
int run_command_line(int argc, const char* const* argv);

}  // namespace lemmata
