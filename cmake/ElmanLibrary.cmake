# The library: every room's sources. It is built twice, as float (the product) and as double (for gradient checks).
find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
find_library(UTF8PROC_LIBRARY NAMES libutf8proc.a utf8proc REQUIRED)

file(GLOB ELMAN_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/elman/*/*.cpp)

function(elman_add_library name)
  add_library(${name} STATIC ${ELMAN_SOURCES})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include>)
  target_include_directories(${name} SYSTEM PRIVATE ${UTF8PROC_INCLUDE_DIR} ${HIGHWAY_INCLUDE_DIR})
  target_compile_definitions(${name} PRIVATE UTF8PROC_STATIC ELMAN_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${name} PUBLIC Threads::Threads PRIVATE $<BUILD_INTERFACE:elman_flags> 
                        $<BUILD_INTERFACE:nlohmann_json::nlohmann_json> $<BUILD_INTERFACE:fmt::fmt-header-only> ${UTF8PROC_LIBRARY})
endfunction()
