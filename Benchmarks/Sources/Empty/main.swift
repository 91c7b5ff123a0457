// Does nothing, and is linked with everything that `lymer` is linked with: what starting costs before any work.
