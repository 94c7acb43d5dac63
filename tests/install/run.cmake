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

# The README's example reads these two files; it need not learn much from them.
file(WRITE "${work}/train.tsv" "casa\tk a s a\nqueso\tk e s o\nmesa\tm e s a\npeso\tp e s o\nquema\tk e m a\n")
file(WRITE "${work}/dev.tsv" "masa\tm a s a\ncapa\tk a p a\n")
run("${work}/build/readme_example" WORKING_DIRECTORY "${work}")
file(SIZE "${work}/words.elman" model_size)
if(model_size EQUAL 0)
  message(FATAL_ERROR "the README's example wrote no model")
endif()
