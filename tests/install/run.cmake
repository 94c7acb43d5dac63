# Installs elman into a prefix inside the build tree, then configures, builds and runs the consumer project against it.
set(work "${ELMAN_BUILD}/install_test")
file(REMOVE_RECURSE "${work}")

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run("${CMAKE_COMMAND}" --install "${ELMAN_BUILD}" --prefix "${work}/prefix")
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${work}/build" -G Ninja "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_PREFIX_PATH=${work}/prefix" "-DELMAN_INCLUDE_DIR=${work}/prefix/include"
    "-DELMAN_README=${CMAKE_CURRENT_LIST_DIR}/../../README.md")
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${work}/build/consumer")

# The examples are projects of a user's own as well.
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/../../examples" -B "${work}/examples" -G Ninja
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_PREFIX_PATH=${work}/prefix")
run("${CMAKE_COMMAND}" --build "${work}/examples")

# Within a project of a user's own, nothing but the library is built, and nothing is installed.
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/embedded" -B "${work}/embedded" -G Ninja
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DELMAN_SOURCE=${CMAKE_CURRENT_LIST_DIR}/../..")
run("${CMAKE_COMMAND}" --install "${work}/embedded" --prefix "${work}/nothing")
file(GLOB_RECURSE installed "${work}/nothing/*")
if(installed)
  message(FATAL_ERROR "a project that takes elman in installs ${installed}")
endif()

# What pkg-config would say, without it: the flags are those that a compiler needs.
file(GLOB_RECURSE pc "${work}/prefix/*/elman.pc")
file(STRINGS "${pc}" lines REGEX "^(prefix|Libs|Cflags)")
string(JOIN "\n" said ${lines})
foreach(wanted "prefix=${work}/prefix" "-lelman -pthread" "-std=c\\+\\+20")
  if(NOT said MATCHES "${wanted}")
    message(FATAL_ERROR "${pc} lacks ${wanted}:\n${said}")
  endif()
endforeach()
foreach(installed share/man/man1/elman.1 share/bash-completion/completions/elman)
  file(SIZE "${work}/prefix/${installed}" size)
  if(size LESS 1000)
    message(FATAL_ERROR "${installed} is empty")
  endif()
endforeach()

# The README's example reads these two files; it need not learn much from them.
file(WRITE "${work}/train.tsv" "casa\tk a s a\nqueso\tk e s o\nmesa\tm e s a\npeso\tp e s o\nquema\tk e m a\n")
file(WRITE "${work}/dev.tsv" "masa\tm a s a\ncapa\tk a p a\n")
run("${work}/build/readme_example" WORKING_DIRECTORY "${work}")
run("${work}/examples/learn" train.tsv learnt.elman WORKING_DIRECTORY "${work}")
run("${work}/examples/weights" learnt.elman WORKING_DIRECTORY "${work}")
file(WRITE "${work}/words.txt" "masa\ncapa\n")
run("${work}/examples/answer" learnt.elman INPUT_FILE "${work}/words.txt" WORKING_DIRECTORY "${work}")
file(SIZE "${work}/words.elman" model_size)
if(model_size EQUAL 0)
  message(FATAL_ERROR "the README's example wrote no model")
endif()
