"""Takes the CPU part of libtorch out of its wheels: unpack_libtorch.py WHEELS OUT"""
import glob, os, re, shutil, sys, zipfile

wheels, out = sys.argv[1:]
lib = os.path.join(out, "lib")
os.makedirs(lib, exist_ok=True)

TORCH = re.compile(
    r"torch/(include/.*|share/cmake/.*|"
    r"lib/(?:libtorch_cpu\.so|libc10\.so|libtorch_global_deps\.so|lib(?:gomp|gfortran|openblas|arm_compute)[-.].*))"
)
# the profiler inside libtorch_cpu asks for these two and nothing else of CUDA
PROFILER = re.compile(r".*/(libcudart\.so\.\d+|libcupti\.so\.\d+)")


def write(archive, entry, path):
    path = os.path.normpath(path)
    if not path.startswith(os.path.normpath(out) + os.sep):
        sys.exit(f"{entry.filename}: leaves the folder")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with archive.open(entry) as source, open(path, "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)


kept = 0
for wheel in sorted(glob.glob(os.path.join(wheels, "*.whl"))):
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            if os.path.basename(wheel).startswith("torch-"):
                found = TORCH.fullmatch(entry.filename)
                target = found and os.path.join(out, found.group(1))
            else:
                found = PROFILER.fullmatch(entry.filename)
                target = found and os.path.join(lib, found.group(1))
            if target:
                write(archive, entry, target)
                kept += entry.file_size

for name in os.listdir(lib):
    os.chmod(os.path.join(lib, name), 0o755)
# the bindings ask for -ltorch; the wheel's own libtorch.so only hands on to the CPU and CUDA parts
os.symlink("libtorch_cpu.so", os.path.join(lib, "libtorch.so"))
print(f"kept {kept / 1e6:.0f} MB")
