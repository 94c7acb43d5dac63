# The library: every room's sources. It is built twice, as float (the product) and as double (for gradient checks).
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_path(HIGHWAY_INCLUDE_DIR hwy/highway.h REQUIRED)  # headers only: Debian has its library only as a shared one
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY NAMES libutf8proc.a REQUIRED)

find_path(ZLIB_INCLUDE_DIR zlib.h REQUIRED)
find_library(ZLIB_STATIC_LIBRARY NAMES libz.a REQUIRED)

# The objects of utf8proc and zlib go into libelman.a, whatever they are called in their archives, so that the installed
# library needs nothing but threads.
set(ELMAN_FOREIGN_OBJECTS)
foreach(archive "${UTF8PROC_LIBRARY}" "${ZLIB_STATIC_LIBRARY}")
  get_filename_component(name "${archive}" NAME_WE)
  set(folder "${PROJECT_BINARY_DIR}/objects/${name}")
  file(MAKE_DIRECTORY "${folder}")
  execute_process(COMMAND "${CMAKE_AR}" x "${archive}" WORKING_DIRECTORY "${folder}" COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB objects "${folder}/*.o")
  list(APPEND ELMAN_FOREIGN_OBJECTS ${objects})
endforeach()

file(GLOB ELMAN_SOURCES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/elman/*.cpp" "${PROJECT_SOURCE_DIR}/elman/*/*.cpp")

function(elman_add_library name)
  add_library(${name} STATIC ${ELMAN_SOURCES} ${ELMAN_FOREIGN_OBJECTS})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include>)
  target_include_directories(${name} SYSTEM PRIVATE "${UTF8PROC_INCLUDE_DIR}" "${ZLIB_INCLUDE_DIR}" "${HIGHWAY_INCLUDE_DIR}")
  target_compile_definitions(${name} PRIVATE UTF8PROC_STATIC ELMAN_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PUBLIC Threads::Threads
                        PRIVATE $<BUILD_INTERFACE:elman_flags> $<BUILD_INTERFACE:nlohmann_json::nlohmann_json>
                                $<BUILD_INTERFACE:fmt::fmt-header-only>)
endfunction()
