# The library: every room's sources. It is built twice, as float (the product) and as double (for gradient checks).
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_path(HIGHWAY_INCLUDE_DIR hwy/highway.h REQUIRED)  # headers only: Debian has its library only as a shared one
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY NAMES libutf8proc.a REQUIRED)

# utf8proc's object goes into libelman.a, so that the installed library needs nothing but threads.
set(UTF8PROC_OBJECT "${PROJECT_BINARY_DIR}/utf8proc.o")
execute_process(COMMAND "${CMAKE_AR}" x "${UTF8PROC_LIBRARY}" utf8proc.o WORKING_DIRECTORY "${PROJECT_BINARY_DIR}"
                COMMAND_ERROR_IS_FATAL ANY)

file(GLOB ELMAN_SOURCES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/elman/*.cpp" "${PROJECT_SOURCE_DIR}/elman/*/*.cpp")

function(elman_add_library name)
  add_library(${name} STATIC ${ELMAN_SOURCES} "${UTF8PROC_OBJECT}")
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include>)
  target_include_directories(${name} SYSTEM PRIVATE "${UTF8PROC_INCLUDE_DIR}" "${HIGHWAY_INCLUDE_DIR}")
  target_compile_definitions(${name} PRIVATE UTF8PROC_STATIC ELMAN_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PUBLIC Threads::Threads
                        PRIVATE $<BUILD_INTERFACE:elman_flags> $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>
                                $<BUILD_INTERFACE:fmt::fmt-header-only>)
endfunction()
